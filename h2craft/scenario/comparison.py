"""What came of comparing two runs: differences as values, lines and JSON. Compares nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from h2craft.scenario.plain import pairs_of
from h2craft.scenario.rules import DEFAULT, SECRETS, Rules
from h2craft.scenario.score import Said

SHOWN = 200  # differences in lines for people


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One thing the peer said differently.

    where          "request 1", "connection 2, request 1", "" for the only connection
    sentence       what is different
    recorded, now  the two things said; None where one is missing
    subject        what of it is different
    before, after  how it was, and how it is; empty for what is not there
    """

    where: str
    sentence: str
    recorded: Said | None = None
    now: Said | None = None
    subject: str = ""
    before: str = ""
    after: str = ""

    @property
    def line(self) -> str:
        return f"{self.where}: {self.sentence}" if self.where else self.sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """What came of comparing.

    differences    in the order of the conversation
    rules          what was let vary
    recorded, now  how many things were said
    remarks        what is to be known about it: sentences
    who            has said it: "client", or "server"
    """

    differences: tuple[Difference, ...] = ()
    rules: Rules = DEFAULT
    recorded: int = 0
    now: int = 0
    remarks: tuple[str, ...] = ()
    who: str = "client"

    @property
    def same(self) -> bool:
        return not self.differences

    @property
    def not_compared(self) -> tuple[str, ...]:
        """Names of the rules that let something vary."""
        return tuple(rule.name for rule in self.rules.rules)

    @property
    def title(self) -> str:
        """What came of it in one line."""
        count = len(self.differences)
        if not count:
            return f"the {self.who} said the same, {_things(self.now)}"
        return f"{count:,} differences" if count > 1 else "1 difference"

    def lines(self) -> list[str]:
        """The whole of it for people: a title, the differences, what was not compared."""
        made = [self.title, *(f"  {one.line}" for one in self.differences[:SHOWN])]
        if len(self.differences) > SHOWN:
            made.append(f"  and {len(self.differences) - SHOWN:,} more")
        made += self.remarks
        if self.not_compared:
            made.append(f"not compared: {', '.join(self.not_compared)}")
        return made

    def to_json(self) -> dict[str, Any]:
        """As JSON values: same, differences, not_compared {name: sentence}, remarks, counts."""
        secret = "secrets" in self.rules
        return {
            "same": self.same,
            "differences": [_difference_to_json(one, secret) for one in self.differences],
            "not_compared": {rule.name: rule.sentence for rule in self.rules.rules},
            "remarks": list(self.remarks),
            "said": {"recorded": self.recorded, "now": self.now},
        }


def _difference_to_json(difference: Difference, secret: bool) -> dict[str, Any]:
    return {
        "where": difference.where,
        "sentence": difference.sentence,
        "subject": difference.subject,
        "before": difference.before,
        "after": difference.after,
        "recorded": _said_to_json(difference.recorded, secret),
        "now": _said_to_json(difference.now, secret),
    }


def _said_to_json(said: Said | None, secret: bool) -> dict[str, Any] | None:
    if said is None:
        return None
    meaning = dict(said.meaning)
    fields = pairs_of(meaning.get("fields"))
    if secret and fields is not None:
        meaning["fields"] = [[name, "" if name in SECRETS else value] for name, value in fields]
    place = {"connection": said.connection, "stream": said.stream, "frame": said.frame}
    return {**place, **meaning, **({"seq": said.seq} if said.seq else {})}


def _things(count: int) -> str:
    return "in 1 frame" if count == 1 else f"in {count:,} frames"
