"""What each key of the filter language asks of a reading. Knows readings, and no grammar.

A maker (`by_...`) turns a value into a test, and raises ValueError in words. What a term says of
the message (path:, method:, authority:, status:) holds for the record whose header block says it
and for every other record of that stream, once it is known.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from h2craft.filter import values
from h2craft.filter.errors import did_you_mean
from h2craft.model import Direction, Finding, Reading, Severity, Who
from h2craft.trace import Kind, Origin
from h2craft.wire import (
    FLAGS,
    escape,
    parse_error_code,
    parse_frame_type,
    parse_setting_id,
    payloads,
)

Test = Callable[[Reading], bool]
Maker = Callable[[str], Test]


def text_of(reading: Reading) -> str:
    """What a bare word is looked for in: the frame's name, the summary, all a script printed."""
    name = reading.frame.name if reading.frame is not None else ""
    if reading.record.kind in (Kind.PRINTED, Kind.NOTED):
        detail = reading.record.detail
        printed = detail.get("text", "") if isinstance(detail, Mapping) else ""
        return f"{reading.summary}\n{printed}"
    return f"{name} {reading.summary}"


def by_text(value: str) -> Test:
    test = values.substring(value)
    return lambda reading: test(text_of(reading))


def by_text_regex(value: str) -> Test:
    test = values.regex(value)
    return lambda reading: test(text_of(reading))


def by_type(value: str) -> Test:
    wanted = frozenset(values.listed(value, parse_frame_type))
    return lambda reading: reading.frame is not None and reading.frame.type in wanted


def by_stream(value: str) -> Test:
    test = values.numbers(value)

    def matches(reading: Reading) -> bool:
        frame = reading.frame
        if frame is None:
            return bool(reading.stream_id) and test(reading.stream_id)
        if test(frame.stream_id):
            return True
        view = frame.view
        return isinstance(view, payloads.PushPromise) and test(view.promised_stream_id)

    return matches


def by_conn(value: str) -> Test:
    test = values.numbers(value)
    return lambda reading: test(reading.record.connection)


def by_seq(value: str) -> Test:
    test = values.numbers(value)
    return lambda reading: test(reading.record.seq)


def by_cause(value: str) -> Test:
    test = values.numbers(value)
    return lambda reading: test(reading.record.cause)


def by_at(value: str) -> Test:
    test = values.numbers(value)
    return lambda reading: test(reading.record.at)


def by_len(value: str) -> Test:
    test = values.numbers(value)

    def matches(reading: Reading) -> bool:
        if reading.frame is not None:
            return test(reading.frame.length)
        return reading.direction is not None and test(len(reading.record.octets))

    return matches


_DIRECTIONS = {
    "received": Direction.RECEIVED,
    "in": Direction.RECEIVED,
    "<": Direction.RECEIVED,
    "sent": Direction.SENT,
    "out": Direction.SENT,
    ">": Direction.SENT,
}


def by_dir(value: str) -> Test:
    wanted = values.names(value, _DIRECTIONS, "direction")
    return lambda reading: reading.direction in wanted


FLAG_NAMES = tuple(dict.fromkeys(name for flags in FLAGS.values() for name in flags))


def by_flag(value: str) -> Test:
    wanted = values.listed(value, _read_flag)

    def matches(reading: Reading) -> bool:
        frame = reading.frame
        if frame is None:
            return False
        defined = FLAGS.get(frame.type, {})
        bits = (defined.get(flag, 0) if isinstance(flag, str) else flag for flag in wanted)
        return any(frame.flags & bit for bit in bits)

    return matches


def _read_flag(text: str) -> str | int:
    """A name, or the bit itself."""
    word = text.strip().upper().replace("-", "_")
    if word in FLAG_NAMES:
        return word
    try:
        bit = int(word, 16) if word.startswith("0X") else int(word)
    except ValueError:
        bit = 0
    if not 0 < bit < 256:
        raise ValueError(f"unknown flag {text!r}{did_you_mean(word, FLAG_NAMES)}")
    return bit


def by_field(value: str) -> Test:
    cuts = [at for at in (value.find("="), value.find("~")) if at > 0]
    cut = min(cuts, default=len(value))
    name, sign, wanted = value[:cut].strip().lower(), value[cut : cut + 1], value[cut + 1 :]
    if not name:
        raise ValueError("the name of a field is missing")
    octets = name.encode("utf-8", "surrogatepass")
    if not sign:
        return lambda reading: any(key.lower() == octets for key, _ in reading.fields or ())
    test = _regex_after(wanted, cut + 1) if sign == "~" else wanted.__eq__

    def matches(reading: Reading) -> bool:
        return any(
            key.lower() == octets and test(_shown(said)) for key, said in reading.fields or ()
        )

    return matches


def _regex_after(pattern: str, offset: int) -> values.TextTest:
    try:
        return values.regex(pattern)
    except values.Mismatch as error:
        raise values.Mismatch(str(error), offset + error.offset, error.length) from None


def _shown(octets: bytes) -> str:
    """Octets as a filter sees them: text where they are UTF-8, else escaped."""
    try:
        return octets.decode()
    except UnicodeDecodeError:
        return escape(octets)


def _said(reading: Reading, name: bytes, kept: str) -> str | None:
    """A fact of the message: of this record's own fields if there, else of its stream."""
    for key, value in reading.fields or ():
        if key == name:
            return _shown(value)
    known = getattr(reading.stream, kept, None)
    return _shown(known) if isinstance(known, bytes) else None


def _fact(name: bytes, kept: str, test: values.TextTest) -> Test:
    def matches(reading: Reading) -> bool:
        said = _said(reading, name, kept)
        return said is not None and test(said)

    return matches


def by_path(value: str) -> Test:
    return _fact(b":path", "path", lambda path: path.startswith(value))


def by_path_regex(value: str) -> Test:
    return _fact(b":path", "path", values.regex(value))


def by_method(value: str) -> Test:
    wanted = frozenset(part.strip().upper() for part, _ in values.items(value))
    return _fact(b":method", "method", lambda method: method.upper() in wanted)


def by_method_regex(value: str) -> Test:
    return _fact(b":method", "method", values.regex(value))


def by_authority(value: str) -> Test:
    return _fact(b":authority", "authority", values.substring(value))


def by_authority_regex(value: str) -> Test:
    return _fact(b":authority", "authority", values.regex(value))


def by_status(value: str) -> Test:
    test = values.statuses(value)

    def matches(reading: Reading) -> bool:
        for name, said in reading.fields or ():
            if name == b":status":
                return said.isdigit() and len(said) < 10 and test(int(said))
        status = reading.stream.status if reading.stream is not None else None
        return status is not None and test(status)

    return matches


def by_code(value: str) -> Test:
    wanted = frozenset(values.listed(value, parse_error_code))

    def matches(reading: Reading) -> bool:
        view = reading.frame.view if reading.frame is not None else None
        return isinstance(view, payloads.RstStream | payloads.GoAway) and view.error_code in wanted

    return matches


def by_setting(value: str) -> Test:
    wanted = frozenset(values.listed(value, parse_setting_id))

    def matches(reading: Reading) -> bool:
        view = reading.frame.view if reading.frame is not None else None
        return isinstance(view, payloads.Settings) and any(key in wanted for key, _ in view.pairs)

    return matches


SEVERITIES = tuple(str(severity) for severity in Severity)
WHOS = tuple(str(who) for who in Who)


def by_finding(value: str) -> Test:
    if not value:
        return lambda reading: bool(reading.findings)
    tests = values.listed(value, _finding_test)
    return lambda reading: any(test(found) for found in reading.findings for test in tests)


def _finding_test(text: str) -> Callable[[Finding], bool]:
    word = text.strip().lower()
    if word in SEVERITIES:
        return lambda found: found.severity == word
    if word in WHOS:
        return lambda found: found.who == word
    if not word[:1].isdigit():
        hint = did_you_mean(word, (*SEVERITIES, *WHOS))
        raise ValueError(f"{text!r} is no section (as in 6.9) and no severity{hint}")
    # 6.9 means 6.9.1 too, and 7541 every section of that RFC, but 6.1 is not 6.10
    return lambda found: found.section == word or found.section.startswith((f"{word}.", f"{word} "))


def by_finding_regex(value: str) -> Test:
    test = values.regex(value)
    return lambda reading: any(test(found.text) for found in reading.findings)


_KINDS = {kind.name.lower(): kind for kind in Kind}
ORIGINS = {origin.name.lower(): origin for origin in Origin}


def kinds_named(value: str) -> frozenset[Kind]:
    return values.names(value, _KINDS, "kind of record")


def by_kind(value: str) -> Test:
    wanted = kinds_named(value)
    return lambda reading: reading.record.kind in wanted


def by_origin(value: str) -> Test:
    wanted = values.names(value, ORIGINS, "origin")
    return lambda reading: reading.record.origin in wanted


def _script_of(reading: Reading) -> str:
    detail = reading.record.detail
    named = detail.get("script") or detail.get("file") if isinstance(detail, Mapping) else None
    if named is None and reading.stream is not None:
        named = reading.stream.script
    return str(named or "")


def by_script(value: str) -> Test:
    test = values.substring(value)

    def matches(reading: Reading) -> bool:
        script = _script_of(reading)
        return bool(script) and test(script)

    return matches


def by_script_regex(value: str) -> Test:
    test = values.regex(value)
    return lambda reading: test(_script_of(reading))


def by_held(value: str) -> Test:
    if value:
        raise ValueError("held: stands alone")
    return lambda reading: reading.record.kind in _HELD


_HELD = frozenset({Kind.FRAME_HELD, Kind.REQUEST_HELD, Kind.ACTION_HELD})
