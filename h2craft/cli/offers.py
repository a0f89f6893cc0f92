"""What the shell is offered for values: cases, clients, themes, settings, filters, verbs.

For `shell_complete=`. Each looks at its own room when it is asked; none may fail or print, as what
is printed would stand in somebody's command line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import click
from click.shell_completion import CompletionItem

Offer = Callable[[click.Context, click.Parameter, str], list[CompletionItem]]
Offers = Iterator[tuple[str, str]]
"""A value, and what it is."""


def _offer(values: Callable[[], Iterable[tuple[str, str]]]) -> Offer:
    """For `shell_complete=`: those of the values that begin as what was typed."""

    def offered(
        context: click.Context, parameter: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        return beginning(values(), incomplete)

    return offered


def beginning(values: Iterable[tuple[str, str]], incomplete: str) -> list[CompletionItem]:
    """Those that begin so, in any case of letters; their words are fit to be shown."""
    from h2craft.session import visible

    wanted = incomplete.lower()
    return [
        CompletionItem(value, help=visible(about))
        for value, about in values
        if value.lower().startswith(wanted)
    ]


def listed(values: Callable[[], Iterable[tuple[str, str]]]) -> Offer:
    """As `_offer`, for values with commas between them: the last is completed."""

    def offered(
        context: click.Context, parameter: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        before, comma, last = incomplete.rpartition(",")
        taken = set(before.split(","))
        return [
            CompletionItem(f"{before}{comma}{one.value}", help=one.help)
            for one in beginning(values(), last)
            if one.value not in taken
        ]

    return offered


def _profiles() -> Offers:
    """Those that are installed here: the others cannot be run."""
    from h2craft.check import available

    yield from ((one.name, one.about) for one in available())


def _profiles_or_all() -> Offers:
    yield from _profiles()
    yield "all", "every client that is installed here"


def _cases() -> Offers:
    from h2craft.judge import CHECKS, cases

    titles = {one.id: one.title for one in cases(unread=[])}
    titles |= {one.id: one.title for one in CHECKS}  # some have a case of their name
    yield from titles.items()


def _case_tags() -> Offers:
    from h2craft.judge import cases

    tags = {tag for one in cases(unread=[]) for tag in one.tags}
    yield from ((tag, "") for tag in sorted(tags))


def _scenario_tags() -> Offers:
    from h2craft.scenario import entries

    yield from ((tag, "") for tag in sorted({tag for one in entries() for tag in one.tags}))


def _themes() -> Offers:
    from h2craft.tui import theme_names

    yield from ((name, "") for name in theme_names())


def _verbs() -> Offers:
    from h2craft.language import VERBS

    yield from ((name, verb.sentence) for name, verb in VERBS.items())


def setting_names() -> Offers:
    """Parameters of SETTINGS, up to the value."""
    from h2craft.wire import SettingId

    yield from ((f"{name}=", "") for name in SettingId.__members__)


def limit_names() -> Offers:
    """Limits, up to the value."""
    from h2craft.setup import LIMIT_NAMES

    yield from ((f"{name}=", "") for name in LIMIT_NAMES)


def filters(
    context: click.Context, parameter: click.Parameter, incomplete: str
) -> list[CompletionItem]:
    """The last word of a filter: keys up to the colon, then what is worth offering behind it."""
    from h2craft.filter import KEYS

    before, space, word = incomplete.rpartition(" ")
    opened = word[: len(word) - len(word.lstrip("(-"))]
    key, colon, value = word[len(opened) :].partition(":")
    if colon:
        known = KEYS[key].completions if key in KEYS else ()
        head, comma, last = value.rpartition(",")
        found = beginning(((f"{key}:{head}{comma}{one}", "") for one in known), f"{key}:{value}")
    else:
        found = beginning(((f"{one.name}:", one.meaning) for one in KEYS.values()), key)
    return [CompletionItem(f"{before}{space}{opened}{one.value}", help=one.help) for one in found]


profiles = _offer(_profiles)
profile_lists = listed(_profiles_or_all)
cases = _offer(_cases)
case_tags = _offer(_case_tags)
scenario_tags = _offer(_scenario_tags)
themes = _offer(_themes)
verbs = _offer(_verbs)
