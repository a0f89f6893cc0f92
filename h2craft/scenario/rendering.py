"""From a recording to the handler script that does the same for the next client.

Knows scores and the language's Python; runs nothing and writes no file. Theory of operation: a
script is written twice. The first time (`surveys`) nothing is kept of it but what stands before
and between the functions: imports, names that are used, whether WPT's own calls are enough. The
second time it is passed on piece by piece, so that a recording of any length has room.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from h2craft.actions import Action, CraftedFrame, Data, Raw, Send, SendOctets
from h2craft.language import LanguageError
from h2craft.language import write as line_of
from h2craft.scenario import needs as needing
from h2craft.scenario.asking import client_script
from h2craft.scenario.dispatch import HEADERS, MAIN, By, Dispatch, connection_hook, told_apart
from h2craft.scenario.docstring import docstring
from h2craft.scenario.functions import Function, Manner
from h2craft.scenario.gates import Gates
from h2craft.scenario.naming import distinct_paths, turn_words
from h2craft.scenario.notes import footer
from h2craft.scenario.pythonlines import import_lines
from h2craft.scenario.score import Act, Load, Score, Turn
from h2craft.scenario.surveys import ACTIONS, MODULES, Hook, Survey, Surveyor, action_kind
from h2craft.scenario.telling import subject
from h2craft.wire import elide, escape

SHARED = (
    "# wptserve runs this file anew for each request: what they share is kept outside of it.",
    'shared = sys.modules.setdefault(f"shared by {__file__}", {})',
)


def render(
    score: Score, load: Load, *, pause: float | None = 1.0, title: str = ""
) -> Iterator[str]:
    """The script, piece by piece, so that a long recording is written as it is made.

    `pause` seconds between two acts and more are slept in the script; None for no pauses, 0 for
    each of them. `title` stands instead of a line that says what happens. Raises ScenarioError
    for an action that cannot be written: DATA that is nowhere whole.
    """
    if score.role == "client":
        yield from client_script(score, load, pause=pause, title=title)
        return
    script = _Script(score, load, pause)
    yield from _lines(docstring(score, script.told, script.needs, title))
    yield from _lines(script.head())
    for part in script.functions():
        yield "\n\n"
        yield from _lines(part)
    yield "\n\n"
    yield from footer(score, [survey.calls for survey in script.surveys])


def _lines(lines: Iterator[str] | Sequence[str]) -> Iterator[str]:
    return (f"{line}\n" for line in lines)


def rendered(score: Score, load: Load, *, pause: float | None = 1.0, title: str = "") -> str:
    """The script, as one text."""
    return "".join(render(score, load, pause=pause, title=title))


class _Script:
    """One rendering. `told` and `needs` are for the docstring."""

    def __init__(self, score: Score, load: Load, pause: float | None) -> None:
        requests = [turn for turn in score.turns if turn.stream_id]
        self._connections = len({turn.connection for turn in score.turns})
        self._words = _words(score.turns, by_path=distinct_paths(requests))
        gates = Gates(score, self._words, lambda act: action_kind(load(act.seq)))
        manner = Manner(load=load, gates=gates, pause=pause)
        surveyor = Surveyor(manner, len(score.turns))
        self.surveys = [surveyor.survey(turn) for turn in score.turns]
        if any(turn.acts for turn in score.turns if not turn.stream_id):
            surveyor.needs |= {needing.CONNECTION: None}
        self.told = surveyor.told
        self.needs = tuple(surveyor.needs)
        self._manner = replace(manner, pure=not self.needs)
        self._names = surveyor.names
        self._requests = [one for one in self.surveys if one.turn.stream_id]
        self._alike = len({one.digests for one in self._requests}) == 1
        self._by = told_apart(requests, pure=self._manner.pure)

    # What stands before the functions

    def head(self) -> Iterator[str]:
        """Imports, and what the functions share."""
        imports = self._imports()
        if imports:
            yield ""
            yield from imports
        shared = self._shared()
        if shared:
            yield ""
            yield from shared

    @property
    def _counts(self) -> bool:
        return self._by is By.COUNT and not self._alike and len(self._requests) > 1

    def _imports(self) -> list[str]:
        gates = any(True for _ in self._manner.gates)
        plain = {"time"} & self._names
        plain |= {"threading"} if gates else set()
        plain |= {"itertools"} if self._counts else set()
        plain |= {"sys"} if self._manner.pure and (gates or self._counts) else set()
        blocks = [[f"import {name}" for name in sorted(plain)]]
        blocks.append(self._imported(lambda module: not module.startswith("h2craft")))
        blocks.append(self._imported(lambda module: module.startswith("h2craft")))
        lines: list[str] = []
        for block in filter(None, blocks):
            lines += ["", *block] if lines else block
        return lines

    def _imported(self, wanted: object) -> list[str]:
        assert callable(wanted)
        modules: dict[str, set[str]] = {}
        for name in self._names & (ACTIONS | MODULES.keys()):
            modules.setdefault(MODULES.get(name, "h2craft.actions"), set()).add(name)
        return [
            line
            for module in sorted(filter(wanted, modules))
            for line in import_lines(module, sorted(modules[module]))
        ]

    def _shared(self) -> list[str]:
        made = [(gate.name, "threading.Semaphore(0)") for gate in self._manner.gates]
        if not self._manner.pure:
            return [f"{name} = {value}" for name, value in made]
        if self._counts:
            made.append(("arrivals", "itertools.count()"))
        lines = [f'{name} = shared.setdefault("{name}", {value})' for name, value in made]
        return [*SHARED, *lines] if lines else []

    # The functions

    def functions(self) -> Iterator[Iterator[str] | Sequence[str]]:
        """One part of the script after the other, to be set apart by blank lines."""
        helper = self._manner.gates.helper()
        if helper:
            yield helper
        yield from self._greetings()
        if self._alike or len(self._requests) == 1:
            yield from self._single(self._requests[0])
        elif self._requests:
            yield from self._several()

    def _single(self, survey: Survey) -> Iterator[Iterator[str]]:
        pushed: dict[int, str] = {}
        for hook, opening in ((survey.head, HEADERS), (survey.main, MAIN)):
            if hook is not None:
                yield self._function(opening, survey, hook, pushed)

    def _function(
        self, opening: str, survey: Survey, hook: Hook, pushed: dict[int, str], remark: str = ""
    ) -> Iterator[str]:
        yield opening
        if remark:
            yield f"    # {remark}"
        function = Function(hook.spec, self._manner, survey.names or {}, pushed)
        yield from function.lines(local=hook.local(pure=self._manner.pure))

    def _several(self) -> Iterator[Iterator[str] | Sequence[str]]:
        known: dict[bytes, str] = {}
        how_many: dict[bytes, int] = {}
        for survey in self._requests:
            for digest in survey.digests:
                how_many[digest] = how_many.get(digest, 0) + 1
        heads: list[str | None] = []
        mains: list[str | None] = []
        for survey, word in zip(self.surveys, self._words, strict=True):
            if not survey.turn.stream_id:
                continue
            pushed: dict[int, str] = {}
            for hook, verb, names in (
                (survey.head, "begin", heads),
                (survey.main, "answer", mains),
            ):
                if hook is None:
                    names.append(None)
                    continue
                does = bool(survey.turn.acts or hook.spec.opening)
                key = hook.digest + (verb.encode() if does else b"")
                if key not in known:
                    known[key] = f"{verb}_{word}" if does else "leave_unanswered"
                    remark = self._remark(survey.turn, how_many[hook.digest])
                    opening = f"def {known[key]}(request, response):"
                    yield self._function(opening, survey, hook, pushed, remark)
                names.append(known[key])
        turns = [survey.turn for survey in self._requests]
        yield from Dispatch(turns, heads, mains, self._by).parts()

    def _remark(self, turn: Turn, how_many: int) -> str:
        if self._by is By.PATH or not turn.acts:
            return ""
        return subject(turn) + (f", and {how_many - 1} more" if how_many > 1 else "")

    def _greetings(self) -> Iterator[Iterator[str] | Sequence[str]]:
        """What connections get before any request."""
        found = [one for one in self.surveys if _greets(one.turn)]
        if not found:
            return
        opening = "def handle_connection(connection):"
        if len(found) == 1 and self._connections == 1:
            assert found[0].main is not None
            yield self._function(opening, found[0], found[0].main, {})
            return
        names = []
        for survey, word in zip(self.surveys, self._words, strict=True):
            if not _greets(survey.turn) or survey.main is None:
                continue
            names.append(f"greet_{word}")
            yield self._function(f"def {names[-1]}(connection):", survey, survey.main, {})
        numbers = [one.turn.ordinal for one in found]
        yield connection_hook(numbers, names, max(self._connections, *numbers))


def _greets(turn: Turn) -> bool:
    """A connection that got something before any request."""
    return not turn.stream_id and bool(turn.acts)


def _words(turns: Sequence[Turn], *, by_path: bool) -> list[str]:
    """A word for each turn: the requests among themselves, and so the connections."""
    requests = iter(turn_words([one for one in turns if one.stream_id], by_path=by_path))
    greetings = iter(turn_words([one for one in turns if not one.stream_id], by_path=False))
    return [next(requests if turn.stream_id else greetings) for turn in turns]


# Lines

_SHOWN = 48  # octets of a body
_LONGEST = 300  # characters of a line


def act_line(act: Act, load: Load) -> str:
    """An act as one printable line of the language; of many octets the first, and how many."""
    action = load(act.seq)
    octets = _octets(action)
    try:
        line = line_of(_shortened(action))
    except LanguageError as error:
        line = str(error)
    more = f" ({octets:,} octets)" if octets > _SHOWN else ""
    return elide(_visible(line), _LONGEST) + more


def _octets(action: Action) -> int:
    if isinstance(action, SendOctets):
        return len(action.octets)
    frames = action.frames if isinstance(action, Send) else ()
    bodies = sum(len(one.data) for one in frames if isinstance(one, Data))
    return bodies + sum(len(one.payload) for one in frames if isinstance(one, Raw))


def _shortened(action: Action) -> Action:
    if isinstance(action, SendOctets):
        return SendOctets(octets=action.octets[:_SHOWN])
    if not isinstance(action, Send):
        return action
    return replace(action, frames=tuple(map(_shortened_frame, action.frames)))


def _shortened_frame(frame: CraftedFrame) -> CraftedFrame:
    if isinstance(frame, Data):
        return replace(frame, data=frame.data[:_SHOWN])
    if isinstance(frame, Raw):
        return replace(frame, payload=frame.payload[:_SHOWN])
    return frame


def _visible(text: str) -> str:
    return text if text.isprintable() else "".join(map(_character, text))


def _character(one: str) -> str:
    return one if one.isprintable() else escape(one)
