"""What may vary between two runs of the same scenario, rule by rule. Knows no conversation.

A rule that is in force lets something vary: it is not compared, and the comparison says so. Which
rules are in force by default is decided here, with a sentence for each that says what is let go.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from h2craft.scenario.score import ScenarioError

FIELD = "field:"
"""Begins the name of a rule that lets one field vary: "field:x-request-id"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Something that may vary.

    name      what it is called on the command line
    sentence  what is not compared where it is in force
    usual     it is in force unless it is taken out
    fields    names of the fields whose values it lets vary
    """

    name: str
    sentence: str
    usual: bool = True
    fields: frozenset[str] = frozenset()


SECRETS = frozenset(("authorization", "proxy-authorization", "cookie", "set-cookie"))
"""Fields whose values a recording does not keep."""

_RULES = (
    Rule(
        name="authority",
        sentence="host and port: :authority, host, and where they are in origin, referer, location",
        fields=frozenset((":authority", "host")),
    ),
    Rule(
        name="user-agent",
        sentence="the value of user-agent, and of a server's server",
        fields=frozenset(("user-agent", "server")),
    ),
    Rule(
        name="date",
        sentence="the values of date, age, expires, if-modified-since, if-unmodified-since",
        fields=frozenset(("date", "age", "expires", "if-modified-since", "if-unmodified-since")),
    ),
    Rule(
        name="secrets",
        sentence="the values of authorization, proxy-authorization, cookie and set-cookie",
        fields=SECRETS,
    ),
    Rule(
        name="field-order",
        sentence="the order of fields in a header block, of parameters in SETTINGS",
    ),
    Rule(name="ping-data", sentence="the octets of a PING that is no answer"),
    Rule(name="window-updates", sentence="WINDOW_UPDATE: how much, when, and whether"),
    Rule(
        name="settings-ack",
        sentence="when SETTINGS is acknowledged, and whether at all by one who then left",
    ),
    Rule(name="priority", sentence="PRIORITY, PRIORITY_UPDATE, and the dependency in HEADERS"),
    Rule(name="stream-order", sentence="which stream's frames came first"),
    Rule(
        name="still-open",
        sentence="how a connection ended, and a server's last GOAWAY(NO_ERROR), where only one"
        " of the two runs saw it",
    ),
    Rule(
        name="end-by-reset",
        sentence="whether TCP ended by FIN or reset: whoever closes with octets unread resets it",
    ),
    Rule(name="end", sentence="how the other end ended a connection", usual=False),
    Rule(name="pings", sentence="PING: whether there are any", usual=False),
    Rule(name="settings", sentence="the values of parameters in SETTINGS", usual=False),
    Rule(name="body", sentence="the length and the octets of a body", usual=False),
    Rule(name="debug-data", sentence="the words in a GOAWAY", usual=False),
    Rule(
        name="encodings",
        sentence="the values of accept, accept-encoding, accept-language and te",
        usual=False,
        fields=frozenset(("accept", "accept-encoding", "accept-language", "te")),
    ),
)

RULES: Mapping[str, Rule] = {rule.name: rule for rule in _RULES}
"""All of them by name, the usual ones first. Besides these there is "field:NAME" for any field."""


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules that are in force, by name."""

    names: frozenset[str]

    def __contains__(self, name: object) -> bool:
        return name in self.names

    def changed(self, vary: Iterable[str] = (), exact: Iterable[str] = ()) -> Rules:
        """With these in force too, then without those. ScenarioError for a name there is not."""
        added = {rule_named(name).name for name in vary}
        taken = {rule_named(name).name for name in exact}
        if both := sorted(added & taken):
            raise ScenarioError(f"{both[0]} cannot both vary and be exact")
        return Rules((self.names | added) - taken)

    @property
    def rules(self) -> tuple[Rule, ...]:
        """In the order of `RULES`, then those of single fields."""
        known = [rule for name, rule in RULES.items() if name in self.names]
        return (*known, *(rule_named(name) for name in sorted(self.names - RULES.keys())))

    @property
    def fields(self) -> frozenset[str]:
        """Names of the fields whose values may vary."""
        return frozenset().union(*(rule.fields for rule in self.rules))


DEFAULT = Rules(frozenset(rule.name for rule in _RULES if rule.usual))
"""The usual ones."""


def rule_named(name: str) -> Rule:
    """The rule of that name; ScenarioError, with the nearest names, where there is none."""
    found = RULES.get(name)
    if found is not None:
        return found
    field = name.removeprefix(FIELD).strip().lower()
    if name.startswith(FIELD) and field:
        return Rule(
            name=f"{FIELD}{field}",
            sentence=f"the value of {field}",
            usual=False,
            fields=frozenset((field,)),
        )
    near = difflib.get_close_matches(name, RULES, 2)
    hint = f"; did you mean {' or '.join(near)}?" if near else f"; there are {', '.join(RULES)}"
    raise ScenarioError(f"no rule is called {name!r}{hint} (or {FIELD}NAME)")
