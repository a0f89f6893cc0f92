"""The HTTP/2 clients that are installed, as `h2craft check --profile` finds them.

Knows the check room's profiles. Starts each that is here, to ask for its version; builds nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from h2craft.check import PROFILES, Profile
from h2craft.cli.examine.found import Found, note
from h2craft.wire import escape

SIDE_BY_SIDE = 4


def examine() -> Iterator[Found]:
    """The clients that are here, in the order of the profiles, then the names of the others."""
    here = [one for one in PROFILES.values() if not one.missing()]
    with ThreadPoolExecutor(SIDE_BY_SIDE) as asking:
        versions = list(asking.map(version, here))
    yield from (Found(one.name, says) for one, says in zip(here, versions, strict=True))
    others = [one.name for one in PROFILES.values() if one not in here]
    if not here:
        yield note("clients", "none that h2craft knows is installed", "apt install curl")
    elif others:
        says = f"{len(others)} more are known: {', '.join(others)}"
        yield Found("not here", says, remedy="h2craft matrix --list says how each gets here")


def version(client: Profile) -> str:
    """Its version, or that it is here."""
    if not client.built():
        return "is here; its driver is built when it is first checked"
    return escape(client.version) or "is here, and does not say its version"
