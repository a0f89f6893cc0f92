"""From the recording of a client to the script that says the same to the next server.

Knows scores and the language's Python; runs nothing and writes no file. Theory of operation: the
acts are one function, in the order they were done, whatever connection they were on (`steps`): the
first is the one it is called with, each further one is opened where it was. A stream has the name
it got when it was opened, so that a script says nothing of numbers where the next one was meant;
one that was not the next is opened by its number, which was the point of it. What the server had
ended by an act is waited for before it, and what it had ended by the end is at the end.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from h2craft.actions import Headers, Send
from h2craft.scenario.docstring import told_lines
from h2craft.scenario.notes import footer
from h2craft.scenario.pythonlines import import_lines
from h2craft.scenario.score import Load, Score, Turn
from h2craft.scenario.speaking import Speaking
from h2craft.scenario.steps import steps_of
from h2craft.scenario.surveys import ACTIONS, MODULES
from h2craft.wire import elide, escape

OPENING = "def connect(connection):"
_TOLD = 3  # requests in the first line
_PATH = 30


def client_script(score: Score, load: Load, *, pause: float | None, title: str) -> Iterator[str]:
    """The script, piece by piece; see `rendering.render`.

    Raises ScenarioError for an action that cannot be written.
    """
    turns, acts = score.turns, score.acts
    first = [Speaking(turn, load, pause, place=place) for place, turn in enumerate(turns)]
    for _ in said_lines(turns, first):
        pass  # twice: what is imported, and named, is known after the first time
    asked = title or _title(load, [act.seq for act in acts])
    yield from _lines(told_lines(score, asked, len(acts), "h2craft connect URL --replay"))
    yield from _lines(_imports(set().union(*(one.names for one in first))))
    yield "\n\n"
    yield f"{OPENING}\n"
    again = [
        Speaking(turn, load, pause, alone=one.streams == 1, used=one.used, place=place)
        for place, (turn, one) in enumerate(zip(turns, first, strict=True))
    ]
    code = False
    for line in said_lines(turns, again):
        code = code or bool(line) and not line.lstrip().startswith("#")
        yield f"{line}\n"
    if not code:
        yield "    pass\n"
    yield "\n\n"
    yield from footer(score, [one.fired for one in again])


def said_lines(turns: Sequence[Turn], speaking: Sequence[Speaking]) -> Iterator[str]:
    """The lines of the function: what is waited for, what is opened, what is done."""
    for number, step in enumerate(steps_of(turns) if turns else ()):
        own = speaking[step.place]
        before = [line for place, wait in step.waits for line in speaking[place].wait(wait)]
        before += own.sleep(step.pause, step.act.slept if step.act is not None else 0.0)
        if before and number:
            yield ""
        yield from before
        if step.act is not None:
            yield from own.act(step.act)
        elif step.place:
            yield f"    {own.connection} = {speaking[0].connection}.reconnect()"


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
