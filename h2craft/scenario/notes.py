"""What stands at the end of a scenario file about how it came to be. Knows no Python but comments.

The footer is a block of comments: a line for people, and JSON objects behind `#:`, one a line.
Whoever deletes it has a script that does the same; only `--compare` has nothing to compare with.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from h2craft.scenario.score import Said, ScenarioError, Score

FORMAT = 1
MARK = "# What the client said, for h2craft replay --compare; it may be deleted."
SERVERS_MARK = "# What the server said, for h2craft connect --compare; it may be deleted."
_MARKS = (MARK, SERVERS_MARK)
_LINE = "#: "


@dataclass(frozen=True, slots=True, kw_only=True)
class Notes:
    """The footer of a scenario file; all of it empty where there is none.

    program   that recorded it, "h2craft 0.1.0"
    recorded  when, "2026-11-23 10:04 UTC"
    client    what the client called itself
    path      of the first request
    acts      how many actions the function of each turn fires
    said      what the client said, or (`servers`) the server; `unsaid` more of it was left out
    """

    program: str = ""
    recorded: str = ""
    client: str = ""
    path: str = ""
    acts: tuple[int, ...] = ()
    said: tuple[Said, ...] = ()
    unsaid: int = 0
    servers: bool = False

    def __bool__(self) -> bool:
        return self != Notes()


def footer(score: Score, acts: Sequence[int]) -> Iterator[str]:
    """The lines of the footer, each with its newline. `acts`: how many actions each turn fires."""
    path = next((turn.path for turn in score.turns if turn.stream_id), b"")
    head = {
        "h2craft": score.program,
        "format": FORMAT,
        "recorded": score.recorded,
        "client": score.client,
        "path": path.decode("latin-1"),
        "acts": list(acts),
        "unsaid": score.unsaid,
    }
    yield f"{SERVERS_MARK if score.role == 'client' else MARK}\n"
    yield _written(head)
    for said in score.said:
        place = {"c": said.connection, "s": said.stream, "f": said.frame}
        yield _written({**place, **said.meaning})


def _written(value: dict[str, Any]) -> str:
    return f"{_LINE}{json.dumps(value, separators=(',', ':'))}\n"


def read_notes(text: str) -> Notes:
    """The footer of a scenario file. ScenarioError names the line that is none."""
    lines = text.split("\n")
    begins = max((at for at, line in enumerate(lines) if line.rstrip() in _MARKS), default=None)
    if begins is None:
        return Notes()
    written = [
        (number, line.removeprefix(_LINE))
        for number, line in enumerate(lines[begins + 1 :], begins + 2)
        if line.startswith(_LINE)
    ]
    if not written:
        return Notes()
    (number, first), *rest = written
    head = _object(number, first)
    if head.get("format") != FORMAT:
        raise _damaged(number, f"its format is {head.get('format')!r:.40}, known is {FORMAT}")
    try:
        return Notes(
            program=_text(head, "h2craft"),
            recorded=_text(head, "recorded"),
            client=_text(head, "client"),
            path=_text(head, "path"),
            acts=tuple(_count(one) for one in head.get("acts", ())),
            unsaid=_count(head.get("unsaid", 0)),
            said=tuple(_said(at, line) for at, line in rest),
            servers=lines[begins].rstrip() == SERVERS_MARK,
        )
    except ScenarioError:
        raise
    except (TypeError, ValueError) as error:
        raise _damaged(number, str(error)) from None


def _said(number: int, line: str) -> Said:
    made = _object(number, line)
    try:
        return Said(
            connection=_count(made.pop("c")),
            stream=_whole(made.pop("s")),
            frame=_text(made, "f"),
            meaning={name: value for name, value in made.items() if name != "f"},
        )
    except KeyError as error:
        raise _damaged(number, f"{error} is missing") from None
    except (TypeError, ValueError) as error:
        raise _damaged(number, str(error)) from None


def _object(number: int, line: str) -> dict[str, Any]:
    try:
        made = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise _damaged(number, f"no JSON: {error}") from None
    if not isinstance(made, dict):
        raise _damaged(number, "no JSON object")
    return made


def _text(made: dict[str, Any], name: str) -> str:
    value = made.get(name, "")
    if not isinstance(value, str):
        raise TypeError(f"{name} is no text")
    return value


def _whole(value: object) -> int:
    if type(value) is not int:
        raise TypeError(f"{value!r:.40} is no whole number")
    return value


def _count(value: object) -> int:
    number = _whole(value)
    if number < 0:
        raise ValueError(f"{number} is less than nothing")
    return number


def _damaged(number: int, why: str) -> ScenarioError:
    return ScenarioError(f"line {number}: what was said is damaged: {why}")
