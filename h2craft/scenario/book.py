"""What is recorded so far: turns and their acts, and the bound on them. Knows no reading."""

from __future__ import annotations

from bisect import insort
from collections import OrderedDict, deque
from operator import attrgetter

from h2craft.scenario.deeds import Deed
from h2craft.scenario.ordering import turns_of
from h2craft.scenario.score import Act, Score, Turn
from h2craft.scenario.turns import Part

_seq = attrgetter("seq")

KEPT_RECENT = 1_024  # acts that may still be refused, or have promised a stream


class Book:
    """Turns and acts; beyond `most` of both together the oldest turns are given up.

    count    acts that are in it
    lost     acts that were given up
    changes  grows with everything that makes the recording another one
    """

    def __init__(self, most: int) -> None:
        self.count = 0
        self.lost = 0
        self.changes = 0
        self._most = max(2, most)
        self._parts: deque[Part] = deque()
        self._recent: OrderedDict[int, tuple[Part, Deed]] = OrderedDict()
        self._stale = True
        self._turns: tuple[Turn, ...] = ()
        self._acts: tuple[Act, ...] = ()

    def ask(self, part: Part) -> None:
        """A request that belongs in it, whatever it gets."""
        part.asked = True
        self._enter(part)

    def add(self, part: Part, deed: Deed) -> None:
        """An act."""
        if part.acts and part.acts[-1].seq > deed.seq:
            insort(part.acts, deed, key=_seq)
        else:
            part.acts.append(deed)
        self.count += 1
        self._recent[deed.seq] = part, deed
        if len(self._recent) > KEPT_RECENT:
            self._recent.popitem(last=False)
        self._enter(part)

    def _enter(self, part: Part) -> None:
        self.changed()
        if not part.kept:
            part.kept = True
            self._parts.append(part)
        while self.count + len(self._parts) > self._most:
            self._give_up_oldest()

    def _give_up_oldest(self) -> None:
        if len(self._parts) > 1:
            part = self._parts.popleft()
            part.kept = part.asked = False
            gone = len(part.acts)
        else:
            part = self._parts[0]
            gone = -(-len(part.acts) // 2)
        del part.acts[:gone]
        self.count -= gone
        self.lost += gone

    def recent(self, seq: int) -> tuple[Part, Deed] | None:
        """An act of late, and its turn."""
        return self._recent.get(seq)

    def changed(self) -> None:
        """Something about a turn or an act is known better now."""
        self.changes += 1
        self._stale = True

    def remove(self, seq: int) -> bool:
        """Take an act out again; False where there is none of that seq."""
        found = self._recent.pop(seq, None) or self._find(seq)
        if found is None or found[1] not in found[0].acts:
            return False
        part, deed = found
        part.acts.remove(deed)
        self.count -= 1
        self.changed()
        return True

    def _find(self, seq: int) -> tuple[Part, Deed] | None:
        for part in reversed(self._parts):
            for deed in reversed(part.acts):
                if deed.seq == seq:
                    return part, deed
        return None

    def clear(self) -> None:
        """Begin anew: no turn is in it any more, and none was lost."""
        for part in self._parts:
            part.kept = part.asked = False
            part.acts.clear()
        self._parts.clear()
        self._recent.clear()
        self.count = self.lost = 0
        self.changed()

    def lose(self, before: int) -> None:
        """Give up the acts before that seq."""
        for part in self._parts:
            if part.acts and part.acts[0].seq < before:
                kept = [deed for deed in part.acts if deed.seq >= before]
                gone = len(part.acts) - len(kept)
                part.acts[:] = kept
                self.count -= gone
                self.lost += gone
                self.changed()

    @property
    def turns(self) -> tuple[Turn, ...]:
        """As they are to be read: see `ordering`."""
        self._settle()
        return self._turns

    @property
    def acts(self) -> tuple[Act, ...]:
        """Of all turns, in the order they were done."""
        self._settle()
        return self._acts

    def _settle(self) -> None:
        if self._stale:
            self._turns = turns_of(part for part in self._parts if part.acts or part.asked)
            self._acts = Score(turns=self._turns).acts
            self._stale = False
