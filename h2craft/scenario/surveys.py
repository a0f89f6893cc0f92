"""What a script comes to, before it is written: what each turn needs, uses and has in common.

Knows scores and the functions made of them, whose lines it lets go again. Bounded: of each turn
it keeps a few words and numbers.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

import h2craft.actions
from h2craft.actions import Action, Send
from h2craft.scenario.docstring import MOST_LINES, OTHERS, TITLE, Told
from h2craft.scenario.functions import Function, Manner, Spec, Tally
from h2craft.scenario.gates import Gates
from h2craft.scenario.score import Turn
from h2craft.scenario.telling import Telling, frame_name

ACTIONS = frozenset(h2craft.actions.__all__)
MODULES = {"Representation": "h2craft.wire", "PushPromiseFrame": "hyperframe.frame"}


@dataclass(slots=True)
class Hook:
    """One hook of one turn. `digest`: of its lines; the same for the same.

    What its lines came to is of the first writing; of it the few things are kept that the second
    one needs.
    """

    spec: Spec
    digest: bytes = b""
    uses: int = 0
    left: bool = False
    alone: bool = True

    def local(self, *, pure: bool) -> bool:
        """The writer is worth a name."""
        return Tally(uses=self.uses, left=self.left, alone=self.alone).local(pure=pure)


@dataclass(slots=True)
class Survey:
    """Of one turn. `names` are those of its pushed streams; `calls` how many actions it fires."""

    turn: Turn
    head: Hook | None = None
    main: Hook | None = None
    names: dict[int, str] | None = None
    calls: int = 0

    @property
    def digests(self) -> tuple[bytes, bytes]:
        """The same for turns that get the same."""
        return (self.head.digest if self.head else b""), (self.main.digest if self.main else b"")


class Surveyor:
    """Goes over all turns. `told`: what is said of the first of them."""

    def __init__(self, manner: Manner, turns: int) -> None:
        self.names: set[str] = set()
        self.needs: dict[str, None] = {}
        self.told: list[Told] = []
        self._manner = manner
        self._width = TITLE if turns == 1 else TITLE - OTHERS

    def survey(self, turn: Turn) -> Survey:
        """The next turn."""
        made = Survey(turn)
        made.head, made.main = hooks_of(turn, self._manner.gates)
        telling = Telling(turn)
        names = _first_names(turn)
        pushed: dict[int, str] = {}
        defined_early: set[int] = set()
        referred: list[set[int]] = []
        ended = left = False
        early = 0
        for hook in (made.head, made.main):
            if hook is None:
                continue
            hook.spec = replace(hook.spec, ended=ended)
            function = Function(hook.spec, self._manner, names, pushed, telling.take)
            self._look(hook, function)
            tally = function.tally
            ended, left = tally.ended, left or tally.left
            made.calls += tally.calls
            referred.append(tally.referred)
            if hook is made.head:
                defined_early, early = set(pushed), tally.calls
        across = defined_early & referred[-1] if len(referred) > 1 else set()
        made.names = _names(names, set().union(*referred), across)
        if len(self.told) < MOST_LINES:
            text = telling.text(self._width, left_open=left)
            self.told.append(Told(text=text, acts=made.calls, early=early, left_open=left))
        return made

    def _look(self, hook: Hook, function: Function) -> None:
        digest = hashlib.blake2b(digest_size=16)
        for line in function.lines():
            digest.update(line.encode("utf-8", "surrogatepass") + b"\n")
        tally = function.tally
        hook.digest = digest.digest()
        hook.uses, hook.left, hook.alone = tally.uses, tally.left, tally.alone
        self.names |= tally.names & (ACTIONS | MODULES.keys() | {"time"})
        self.needs |= tally.needs


def hooks_of(turn: Turn, gates: Gates) -> tuple[Hook | None, Hook | None]:
    """What is done at the head of a request, and what once it is complete."""
    if not turn.stream_id:
        return None, Hook(Spec(turn=turn, acts=turn.acts))
    early = [act for act in turn.acts if not turn.complete or act.seq < turn.complete]
    late = turn.acts[len(early) :]
    at_once = turn.complete == turn.seq
    head_opens = (turn.seq,) if gates.opens(turn.seq) and not at_once else ()
    main_seqs = (turn.seq, turn.complete) if at_once else (turn.complete,)
    main_opens = tuple(seq for seq in dict.fromkeys(main_seqs) if seq and gates.opens(seq))
    needs_main = bool(late or main_opens or (turn.complete and not turn.acts))
    needs_head = bool(early or head_opens or not needs_main)
    head = Spec(turn=turn, acts=early, opening=head_opens, leaves=not needs_main)
    main = Spec(turn=turn, acts=late, opening=main_opens, leaves=True)
    return (Hook(head) if needs_head else None), (Hook(main) if needs_main else None)


def _first_names(turn: Turn) -> dict[int, str]:
    """A name for each stream that is promised."""
    promised = dict.fromkeys(act.promised for act in turn.acts if act.promised)
    return {number: f"pushed_{rank}" for rank, number in enumerate(promised, 1)}


def _names(first: dict[int, str], referred: set[int], across: set[int]) -> dict[int, str]:
    """Names for those that are spoken of; what both hooks need is kept with the response."""
    kept = [number for number in first if number in referred]
    names = {}
    for rank, number in enumerate(kept, 1):
        name = "pushed" if rank == 1 else f"pushed_{rank}"
        names[number] = f"response.{name}" if number in across else name
    return names


def action_kind(action: Action) -> tuple[str, str]:
    """What others who wait for it call an act: a word for a name, and what was missed."""
    if not isinstance(action, Send) or not action.frames:
        return "acted", "act"
    name = frame_name(action.frames[0])
    word = name.lower() if name.replace("_", "").isalpha() else "frame"
    return f"{word}_sent", name
