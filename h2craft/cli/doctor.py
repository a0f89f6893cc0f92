"""`h2craft doctor`: what works on this machine and what does not, and what to do about it.

Knows the terminal; what is looked at is `examine`'s business.
"""

from __future__ import annotations

import json
import textwrap
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from h2craft.cli.errors import CANNOT_GO_ON
from h2craft.cli.output import color_option, coloured, terminal_width

if TYPE_CHECKING:
    from h2craft.cli.examine import Found

PARTS = ("software", "terminal", "CA", "ports", "places", "clients")
COLOURS = {"ok": "green", "note": "yellow", "problem": "red"}
STATES = max(map(len, COLOURS))
NAMES = 15  # columns of a name, where it fits
TO_DO = "-> "
LEAST = 24  # columns that are left of what is said


@click.command(
    short_help="Look whether everything h2craft uses is here and works.",
    epilog="""\b
Examples:
  h2craft doctor
  h2craft doctor terminal              colours, characters, mouse, clipboard
  h2craft doctor CA ports places
  h2craft doctor --json | jq -r 'select(.state == "problem") | .says, .remedy'

\b
Each line is 'ok', a 'note' (something is different from what you may expect) or a 'problem'
(something that is meant to work does not), and says what to do. Nothing is made or changed; of the
clients each is started once, to ask for its version.
Exit status: 0 no problem, 1 a problem, 2 wrong usage.
""",
)
@click.argument(
    "parts", nargs=-1, type=click.Choice(PARTS, case_sensitive=False), metavar="[PART]..."
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@color_option
@click.pass_context
def doctor(context: click.Context, parts: tuple[str, ...], as_json: bool, color: str) -> None:
    """Look whether everything h2craft uses is here and works, and say what to do where not.

    PARTs are software, terminal, CA, ports, places and clients; all of them, if none is named.
    """
    states: Counter[str] = Counter()
    colour, width = coloured(color), terminal_width()
    for part in dict.fromkeys(parts or PARTS):
        if not as_json:
            click.echo(_styled(part, colour, bold=True), color=colour)
        for found in _examined(part):
            states[found.state] += 1
            for line in [_json(part, found)] if as_json else lines(found, width, colour):
                click.echo(line, color=colour)
    if not as_json:
        click.echo(summary(states))
    context.exit(CANNOT_GO_ON if states["problem"] else 0)


def _examined(part: str) -> Iterator[Found]:
    """What is found out; a part that fails is a problem, and the others are looked at."""
    from h2craft.cli.examine import Found, State, examined

    try:
        yield from examined(part)
    except Exception as error:  # whatever a machine has in store: the other parts are to be told
        says = f"cannot be looked at: {type(error).__name__}: {error}"
        yield Found(part, says, State.PROBLEM, "this is a defect of h2craft's: please report it")


def lines(found: Found, width: int | None, colour: bool = False) -> Iterator[str]:
    """A finding as lines of `width` columns: state, name, what is said, below it what to do."""
    state = _styled(f"{found.state:<{STATES}}", colour, fg=COLOURS[found.state])
    indent = 2 + STATES + 2
    head = f"{found.name:<{NAMES}}  "
    room = None if width is None else max(LEAST, width - indent - len(head))
    remedy = f"{TO_DO}{found.remedy}" if found.remedy else ""
    texts = [*_wrapped(found.says, room), *_wrapped(remedy, room)]
    yield f"  {state}  {head}{texts[0]}"
    yield from (f"{'':{indent + len(head)}}{text}" for text in texts[1:])


def _wrapped(text: str, room: int | None) -> list[str]:
    if room is None:
        return [text] if text else []
    return textwrap.wrap(text, room, break_long_words=False, break_on_hyphens=False)


def summary(states: Counter[str]) -> str:
    """The last line."""
    problems, notes = states["problem"], states["note"]
    said = f"{problems} problem{'s' * (problems != 1)}" if problems else "no problem"
    return f"{said}, {notes} note{'s' * (notes != 1)}" if notes else said


def _json(part: str, found: Found) -> str:
    told = {
        "part": part,
        "name": found.name,
        "state": found.state,
        "says": found.says,
        "remedy": found.remedy,
    }
    return json.dumps(told, separators=(",", ":"))


def _styled(text: str, colour: bool, **style: str | bool) -> str:
    return click.style(text, **style) if colour else text  # type: ignore[arg-type]
