"""From the recording of a client to the script that says the same to the next server.

Knows scores and the language's Python; runs nothing and writes no file. Theory of operation: the
acts of a connection are one function, in the order they were done. A stream has the name it got
when it was opened, so that a script says nothing of numbers where the next one was meant; one that
was not the next is opened by its number, which was the point of it. What the server had ended by
an act is waited for before it, and what it had ended by the end of the recording is at the end.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from h2craft.actions import Headers, Send
from h2craft.scenario.docstring import told_lines
from h2craft.scenario.notes import footer
from h2craft.scenario.pythonlines import import_lines
from h2craft.scenario.score import Load, ScenarioError, Score
from h2craft.scenario.speaking import Speaking
from h2craft.scenario.surveys import ACTIONS, MODULES
from h2craft.wire import elide, escape

OPENING = "def connect(connection):"
SEVERAL = (
    "a client's script is of one connection, and this recording is of {count}:"
    " choose one, as in conn:{first}"
)
_TOLD = 3  # requests in the first line
_PATH = 30


def client_script(score: Score, load: Load, *, pause: float | None, title: str) -> Iterator[str]:
    """The script, piece by piece; see `rendering.render`.

    Raises ScenarioError for an action that cannot be written, and where there are several
    connections.
    """
    turns = [turn for turn in score.turns if turn.acts]
    if len(turns) > 1:
        raise ScenarioError(SEVERAL.format(count=len(turns), first=turns[0].connection))
    acts = turns[0].acts if turns else ()
    first = Speaking(load, pause)  # twice: what is imported, and named, is known after the first
    for turn in turns:
        for _ in first.lines(turn):
            pass
    asked = title or _title(load, [act.seq for act in acts])
    yield from _lines(told_lines(score, asked, len(acts), "h2craft connect URL --replay"))
    yield from _lines(_imports(first.names))
    yield "\n\n"
    yield f"{OPENING}\n"
    again = Speaking(load, pause, alone=first.streams == 1, used=first.used)
    code = False
    for turn in turns:
        for line in again.lines(turn):
            code = code or not line.lstrip().startswith("#")
            yield f"{line}\n"
    if not code:
        yield "    pass\n"
    yield "\n\n"
    yield from footer(score, [len(turn.acts) for turn in turns])


def _lines(lines: Sequence[str]) -> Iterator[str]:
    return (f"{line}\n" for line in lines)


def _imports(names: set[str]) -> list[str]:
    """What stands between docstring and function, an empty line before it."""
    plain = ["import time"] if "time" in names else []
    modules: dict[str, set[str]] = {}
    for name in names & (ACTIONS | MODULES.keys()):
        modules.setdefault(MODULES.get(name, "h2craft.actions"), set()).add(name)
    others = [
        line for module in sorted(modules) for line in import_lines(module, sorted(modules[module]))
    ]
    blocks = [block for block in (plain, others) if block]
    return [line for block in blocks for line in ("", *block)]


def _title(load: Load, seqs: Sequence[int]) -> str:
    """ "Asks for GET /, POST /form and 2 more."."""
    asked: list[str] = []
    more = 0
    for action in map(load, seqs):
        for frame in action.frames if isinstance(action, Send) else ():
            fields = {one.name: one.value for one in getattr(frame, "fields", ())}
            if isinstance(frame, Headers) and b":method" in fields:
                more += len(asked) == _TOLD
                if len(asked) < _TOLD:
                    said = escape(fields[b":method"]), escape(fields.get(b":path", b""))
                    asked.append(elide(" ".join(said).strip(), _PATH))
    if not asked:
        return f"Says {len(seqs):,} things to a server." if seqs else "Says nothing."
    if more:
        return f"Asks for {', '.join(asked)} and {more:,} more."
    *before, last = asked
    return f"Asks for {', '.join(before)} and {last}." if before else f"Asks for {last}."
