"""A thing said without what may vary, so that two of them can be held against each other.

Knows one thing said and the rules in force. A meaning may come from a file that somebody edited:
whatever stands in it, nothing here raises; what is not of the expected shape is compared as text.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from h2craft.scenario.rules import Rules
from h2craft.scenario.score import Said

VARIES = None
"""Stands for a value that is not compared."""

Pairs = list[tuple[str, Any]]

_DROPPED = {
    "WINDOW_UPDATE": "window-updates",
    "PRIORITY": "priority",
    "PRIORITY_UPDATE": "priority",
    "END": "end",
}
"""What is not looked at at all, by the rule that lets it go."""


def plain(said: Said, rules: Rules) -> dict[str, Any] | None:
    """What of its meaning is compared; None where nothing of it is."""
    if _DROPPED.get(said.frame) in rules:
        return None
    meaning = dict(said.meaning)
    if said.frame == "PING" and not meaning.get("ack") and "pings" in rules:
        return None
    shape = _SHAPES.get(said.frame)
    if shape is not None:
        shape(meaning, rules)
    meaning.pop("at", None)  # where an answer is from; `_without_authority` has used it
    return meaning


def key(meaning: object) -> str:
    """Equal for what is the same: a plain meaning as text."""
    return json.dumps(meaning, sort_keys=True, default=str)


def kind(said: Said) -> tuple[object, ...]:
    """Equal for what is the same thing, however it is said."""
    meaning = said.meaning
    stream_id = meaning.get("stream_id")
    return (
        said.frame,
        bool(meaning.get("ack")),
        bool(meaning.get("trailers")),
        value_of(said, ":status")[:1] == "1",  # what comes before a response is none
        stream_id if isinstance(stream_id, int) else 0,
    )


def acknowledges(said: Said) -> bool:
    """A SETTINGS that only says that one of ours is in force."""
    return said.frame == "SETTINGS" and bool(said.meaning.get("ack"))


def pairs_of(value: object) -> Pairs | None:
    """A list of [name, value]; None if it is none."""
    if not isinstance(value, list):
        return None
    made = [(one[0], one[1]) for one in value if isinstance(one, (list, tuple)) and len(one) == 2]
    return made if len(made) == len(value) and all(isinstance(n, str) for n, _ in made) else None


def value_of(said: Said, name: str) -> str:
    """The first field of that name; empty if there is none."""
    for found, value in pairs_of(said.meaning.get("fields")) or ():
        if found == name and isinstance(value, str):
            return value
    return ""


_NAMING = frozenset(
    ("referer", "origin", "location", "content-location", "link", "refresh")
    + ("access-control-allow-origin",)
)
"""Fields with URLs, perhaps of the server that was asked."""


def _headers(meaning: dict[str, Any], rules: Rules) -> None:
    if "priority" in rules:
        meaning.pop("priority", None)
    fields = pairs_of(meaning.get("fields"))
    if fields is None:
        return
    if "authority" in rules:
        fields = _without_authority(fields, str(meaning.get("at", "")))
    varying = rules.fields | ({"content-length"} if "body" in rules else frozenset())
    made: dict[tuple[str, Any], None] | Pairs
    made = [(name, VARIES if name in varying else value) for name, value in fields]
    if "secrets" in rules:
        made = _one_cookie(made)
    if "field-order" in rules:
        made = sorted(made, key=_name)  # those of one name keep their order: it means something
    meaning["fields"] = [list(one) for one in made]


def _without_authority(fields: Pairs, at: str) -> Pairs:
    """RFC 9110 10.1.3, 10.2.2: a referer, an origin, a location name the server that was asked."""
    own = {value for name, value in fields if name in (":authority", "host")} | {at}
    own -= {""}
    made: Pairs = []
    for name, value in fields:
        if name in _NAMING and isinstance(value, str):
            for authority in own:
                value = value.replace(f"//{authority}", "//")
        made.append((name, value))
    return made


def _one_cookie(fields: Pairs) -> Pairs:
    """RFC 9113 8.2.3: one cookie may be cut into several fields."""
    return list(dict.fromkeys(one for one in fields if one[0] == "cookie" and one[1] is VARIES)) + [
        one for one in fields if one[0] != "cookie" or one[1] is not VARIES
    ]


def _name(field: tuple[str, Any]) -> str:
    return field[0]


def _settings(meaning: dict[str, Any], rules: Rules) -> None:
    settings = pairs_of(meaning.get("settings"))
    if settings is None:
        return
    if "settings" in rules:
        settings = [(name, VARIES) for name, _ in settings]
    if "field-order" in rules:
        settings = sorted(settings, key=_name)
    meaning["settings"] = [list(one) for one in settings]


def _data(meaning: dict[str, Any], rules: Rules) -> None:
    if "body" in rules:
        meaning.pop("octets", None)
        meaning.pop("sha256", None)


def _ping(meaning: dict[str, Any], rules: Rules) -> None:
    if "ping-data" in rules and not meaning.get("ack"):
        meaning.pop("opaque", None)


def _goaway(meaning: dict[str, Any], rules: Rules) -> None:
    if "debug-data" in rules:
        meaning.pop("debug", None)


def _end(meaning: dict[str, Any], rules: Rules) -> None:
    if "end-by-reset" in rules and meaning.get("how") == "reset":
        meaning["how"] = "fin"


_SHAPES: dict[str, Callable[[dict[str, Any], Rules], None]] = {
    "HEADERS": _headers,
    "PUSH_PROMISE": _headers,
    "SETTINGS": _settings,
    "DATA": _data,
    "PING": _ping,
    "GOAWAY": _goaway,
    "END": _end,
}
