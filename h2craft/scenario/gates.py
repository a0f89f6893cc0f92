"""Order between the functions of a script: what one of them waits for, another lets go.

Knows a score and what acts are called; the lines it makes are plain Python.

Theory of operation. Where an act has to come after something of another turn (`Act.after`), that
turn opens a gate once it is done, and the act waits at the gate: a semaphore, so that it is shut
again for the next client. The gate counts how many acts wait for the same thing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from h2craft.scenario.naming import ordinal_word
from h2craft.scenario.score import Act, Score, Turn

SECONDS = 10
HELPER = "wait_until"
_WHATS: Mapping[str, str] = {
    "arrived": "{which} did not come",
    "complete": "{which} was not complete",
    "done": "{which} was not answered",
}


@dataclass(slots=True)
class Gate:
    """A semaphore of the script. `waiting`: how many acts wait for the same thing."""

    name: str
    sentence: str
    waiting: int = 0


class Gates:
    """All of a script. `word` and `what` name turns and acts, for the names."""

    def __init__(
        self, score: Score, words: Sequence[str], what: Callable[[Act], tuple[str, str]]
    ) -> None:
        self._opening: dict[int, Gate] = {}  # by the seq after which it is opened
        self._at: dict[int, Gate] = {}  # by the seq of the act that waits
        self._words = words
        self._what = what
        self._names: dict[str, int] = {}
        wanted = {act.after for turn in score.turns for act in turn.acts if act.after}
        self._make(score, wanted)
        for turn in score.turns:
            self._wait(turn)

    def _make(self, score: Score, wanted: set[int]) -> None:
        for turn, word in zip(score.turns, self._words, strict=True):
            if turn.seq in wanted and turn.stream_id:
                self._open(turn.seq, turn, word, "arrived")
            if turn.complete in wanted and turn.complete != turn.seq:
                self._open(turn.complete, turn, word, "complete")
            for act in turn.acts:
                if act.seq in wanted:
                    self._open(act.seq, turn, word, *self._said_of(act, turn))

    def _said_of(self, act: Act, turn: Turn) -> tuple[str, str]:
        return ("done", "") if act is turn.acts[-1] else self._what(act)

    def _open(self, seq: int, turn: Turn, word: str, what: str, missing: str = "") -> None:
        prefix = f"request_{word}" if word.isdigit() else word
        prefix = prefix if turn.stream_id else f"connection_{word}"
        name = f"{prefix}_{what}"
        count = self._names[name] = self._names.get(name, 0) + 1
        kind = "request" if turn.stream_id else "connection"
        which = f"the {ordinal_word(turn.ordinal)} {kind}"
        sentence = _WHATS.get(what, "{which} got no {missing}")
        self._opening[seq] = Gate(
            name if count == 1 else f"{name}_{count}",
            f"{sentence.format(which=which, missing=missing)} within {SECONDS} s",
        )

    def _wait(self, turn: Turn) -> None:
        own = {act.seq for act in turn.acts} | {turn.seq, turn.complete}
        for act in turn.acts:
            gate = self._opening.get(act.after) if act.after and act.after not in own else None
            if gate is not None:
                gate.waiting += 1
                self._at[act.seq] = gate

    def __iter__(self) -> Iterator[Gate]:
        """Those somebody waits at."""
        return (gate for gate in self._opening.values() if gate.waiting)

    @property
    def waits(self) -> int:
        """How many acts wait."""
        return len(self._at)

    def wait_lines(self, act: Act, indent: str) -> list[str]:
        """What stands before an act: wait till it is due."""
        gate = self._at.get(act.seq)
        if gate is None:
            return []
        if self.waits > 1:
            return [f'{indent}{HELPER}({gate.name}, "{gate.sentence}")']
        return [
            f"{indent}if not {gate.name}.acquire(timeout={SECONDS}):",
            f'{indent}    raise TimeoutError("{gate.sentence}")',
        ]

    def opens(self, seq: int) -> bool:
        """Somebody waits for what has this record."""
        gate = self._opening.get(seq)
        return gate is not None and gate.waiting > 0

    def open_lines(self, seq: int, indent: str) -> list[str]:
        """What stands behind what others wait for."""
        if not self.opens(seq):
            return []
        gate = self._opening[seq]
        return [f"{indent}{gate.name}.release({gate.waiting if gate.waiting > 1 else ''})"]

    def helper(self) -> list[str]:
        """The function that waits, where more than one act does."""
        if self.waits < 2:
            return []
        return [
            f"def {HELPER}(gate, otherwise):",
            f"    if not gate.acquire(timeout={SECONDS}):",
            "        raise TimeoutError(otherwise)",
        ]
