"""What is different between two things said, in sentences. Knows two of them, not where they stand.

Values are a peer's: they come out escaped and cut; those of fields that are secrets do not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from h2craft.scenario.plain import VARIES, Pairs, pairs_of
from h2craft.scenario.rules import SECRETS
from h2craft.scenario.score import Said
from h2craft.wire import elide, escape

SHOWN = 100  # characters of a value
NAMES_SHOWN = 240


class Change(NamedTuple):
    """One thing that is different.

    subject        what it is about: "accept-encoding", "INITIAL_WINDOW_SIZE in SETTINGS"
    before, after  what it was and what it is; empty where it is not there
    sentence       the same in words
    """

    subject: str
    before: str
    after: str
    sentence: str


def described(said: Said) -> str:
    """A thing said, by its name and what tells it from others: "RST_STREAM CANCEL"."""
    return _DESCRIBED.get(said.frame, _other_described)(said.frame, said.meaning)


def changes(said: Said, before: dict[str, Any], after: dict[str, Any]) -> Iterator[Change]:
    """What is different between two plain meanings of the same kind; `said` is one of the two."""
    rules = _CHANGES.get(said.frame, {})
    name = escape(said.frame)
    if said.meaning.get("trailers"):
        name = "the trailers"
    found = False
    for key in dict.fromkeys((*before, *after)):
        old, new = before.get(key), after.get(key)
        if old != new and not (key in _FOLLOWS and _differs(before, after, _FOLLOWS[key])):
            found = True
            yield from rules.get(key, _COMMON.get(key, _part))(name, key, old, new)
    if not found:  # in a file somebody has edited: a part that is empty, and one that is not there
        for key in sorted(before.keys() ^ after.keys()):
            yield Change(f"{shown(key)} of {name}", "", "", f"{name}: {shown(key)} is empty")


_FOLLOWS = {"sha256": "octets"}
"""Parts that cannot be the same where another one is not."""


def _differs(before: dict[str, Any], after: dict[str, Any], key: str) -> bool:
    return before.get(key) != after.get(key)


def shown(value: object) -> str:
    """A value in a sentence: numbers with commas, text escaped and cut."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}" if abs(value) < 1 << 64 else "a very large number"
    return elide(escape(str(value)[: 4 * SHOWN]), SHOWN)


def _was(subject: str, old: object, new: object, words: str = "") -> Change:
    """A value is another, has come, or has gone."""
    before = "" if old is None else shown(old)
    after = "" if new is None else shown(new)
    words = words or subject
    if old is None:
        sentence = f"{words} is {after}, was not there"
    elif new is None:
        sentence = f"{words} was {before}, is not there"
    else:
        sentence = f"{words} was {before}, is {after}"
    return Change(subject, before, after, sentence)


def _part(name: str, key: str, old: object, new: object) -> Iterator[Change]:
    """Anything without a rule of its own."""
    called = escape(key).replace("_", " ")
    yield _was(f"{called} of {name}", old, new, f"{name}: {called}")


def _fields(name: str, key: str, old: object, new: object) -> Iterator[Change]:
    """Field lists, name by name (RFC 9110 5.2: those of one name belong together)."""
    before, after = pairs_of(old), pairs_of(new)
    if before is None or after is None:
        told = [
            "a header block that cannot be read" if one is None else f"{len(one)} fields"
            for one in (before, after)
        ]
        yield _was(name, *told)
        return
    where = " in the trailers" if name == "the trailers" else ""
    found = False
    for field, values, others in _by_name(before, after):
        if values != others:
            found = True
            yield _field(field, values, others, where)
    if not found:
        yield _order(f"the fields{where}", before, after)


def _by_name(before: Pairs, after: Pairs) -> Iterator[tuple[str, list[Any], list[Any]]]:
    grouped: dict[str, tuple[list[Any], list[Any]]] = {}
    for side, pairs in enumerate((before, after)):
        for name, value in pairs:
            grouped.setdefault(name, ([], []))[side].append(value)
    for name, (values, others) in grouped.items():
        yield name, values, others


def _field(name: str, values: list[Any], others: list[Any], where: str) -> Change:
    called = shown(name)
    before, after = _values(name, values), _values(name, others)
    subject = f"{called}{where}"
    if not values:
        said = f"{called}: {after}".rstrip()
        return Change(subject, "", after, f"a new field{where} {said}")
    if not others:
        said = f"{called}: {before}".rstrip()
        return Change(subject, before, "", f"the field{where} {said} is missing")
    return Change(subject, before, after, f"{subject} was {before}, is {after}")


def _values(name: str, values: list[Any]) -> str:
    """The values of one name, as one text."""
    if all(value is VARIES for value in values):
        return "(any)" if len(values) == 1 else f"(any, {len(values)} of them)"
    if name in SECRETS:
        return f"(a secret of {sum(len(str(value)) for value in values):,} octets)"
    return elide(" | ".join(shown(value) or '""' for value in values[:20]), SHOWN)


def _order(what: str, before: Pairs, after: Pairs) -> Change:
    was, now = (
        elide(", ".join(shown(name) for name, _ in pairs[:100]), NAMES_SHOWN)
        for pairs in (before, after)
    )
    sentence = f"{what} come in another order: {now}; it was {was}"
    return Change(f"order of {what}", was, now, sentence)


def _settings(name: str, key: str, old: object, new: object) -> Iterator[Change]:
    before, after = pairs_of(old), pairs_of(new)
    if before is None or after is None:
        yield _was(name, old, new)
        return
    found = False
    for parameter, values, others in _by_name(before, after):
        if values == others:
            continue
        found = True
        called = shown(parameter)
        was, now = (", then ".join(shown(one) for one in side) for side in (values, others))
        subject = f"{called} in {name}"
        if not values:
            yield Change(subject, "", now, f"{name}: a new {called}={now}")
        elif not others:
            yield Change(subject, was, "", f"{name}: {called}={was} is missing")
        else:
            yield Change(subject, was, now, f"{name}: {called} was {was}, is {now}")
    if not found:
        yield _order(f"the parameters of {name}", before, after)


def _ends(name: str, key: str, old: object, new: object) -> Iterator[Change]:
    what = "the body" if name == "DATA" else name
    words = "ends the stream, did not" if new else "does not end the stream, did"
    yield Change(f"end of {what}", shown(bool(old)), shown(bool(new)), f"{what} {words}")


def _length(name: str, key: str, old: object, new: object) -> Iterator[Change]:
    before, after = f"{shown(old)} octets", f"{shown(new)} octets"
    sentence = f"the body was {before}, is {shown(new)}"
    yield Change("body", before, after, sentence)


def _digest(name: str, key: str, old: object, new: object) -> Iterator[Change]:
    yield Change("digest of the body", shown(old), shown(new), "the body has other octets")


def _code(name: str, key: str, old: object, new: object) -> Iterator[Change]:
    yield _was(name, old, new)


def _opaque(name: str, key: str, old: object, new: object) -> Iterator[Change]:
    yield _was(f"octets of {name}", old, new)


def _ended(name: str, key: str, old: object, new: object) -> Iterator[Change]:
    before, after = shown(old), shown(new)
    sentence = f"the connection was ended by {after} instead of {before}"
    yield Change("end of the connection", before, after, sentence)


def _answers(name: str, key: str, old: object, new: object) -> Iterator[Change]:
    yield _was("the request", old, new)


def _text(name: str, key: str, old: object, new: object) -> Iterator[Change]:
    yield _was("octets that are no frame", old, new, "what is no frame")


def _payload(name: str, key: str, old: object, new: object) -> Iterator[Change]:
    yield Change(f"payload of {name}", shown(old), shown(new), f"{name} has another payload")


_COMMON = {"sha256": _payload}
_Tell = Callable[[str, str, Any, Any], Iterator[Change]]
_CHANGES: dict[str, dict[str, _Tell]] = {
    "HEADERS": {"fields": _fields, "end_stream": _ends, "to": _answers},
    "PUSH_PROMISE": {"fields": _fields},
    "SETTINGS": {"settings": _settings},
    "DATA": {"octets": _length, "sha256": _digest, "end_stream": _ends},
    "RST_STREAM": {"code": _code},
    "GOAWAY": {"code": _code},
    "PING": {"opaque": _opaque},
    "END": {"how": _ended},
    "OCTETS": {"text": _text},
}


def _coded(name: str, meaning: Any) -> str:
    return f"{name} {shown(meaning.get('code', ''))}".rstrip()


def _headers_described(name: str, meaning: Any) -> str:
    if meaning.get("trailers"):
        return "a trailer section"
    pairs = pairs_of(meaning.get("fields")) or []
    status = next((shown(value) for field, value in pairs if field == ":status"), "")
    return f"{name} {status}".rstrip()


def _answering(name: str, meaning: Any) -> str:
    return f"{name} ACK" if meaning.get("ack") else name


def _sized(name: str, meaning: Any) -> str:
    return f"{name} of {shown(meaning.get('octets', 0))} octets"


def _end_described(name: str, meaning: Any) -> str:
    return f"the end of the connection by {shown(meaning.get('how', ''))}"


def _octets_described(name: str, meaning: Any) -> str:
    text = shown(meaning.get("text", ""))
    return f'{shown(meaning.get("octets", 0))} octets that are no frame ("{text}")'


def _other_described(name: str, meaning: Any) -> str:
    called = escape(name)
    return _sized(called, meaning) if "octets" in meaning else called


_DESCRIBED: dict[str, Callable[[str, Any], str]] = {
    "HEADERS": _headers_described,
    "SETTINGS": _answering,
    "PING": _answering,
    "DATA": _sized,
    "RST_STREAM": _coded,
    "GOAWAY": _coded,
    "END": _end_described,
    "OCTETS": _octets_described,
}
