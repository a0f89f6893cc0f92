"""The keys of the filter language: one table that makes the tests and the help. Knows readings.

A key's maker turns a value into a test of a reading, and raises ValueError in words. What a term
says of the message (path:, method:, authority:, status:) holds for the record whose header block
says it and for every other record of that stream, once it is known.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from h2craft.filter import values
from h2craft.filter.errors import did_you_mean
from h2craft.model import Direction, Finding, Reading, Severity, Who
from h2craft.trace import Kind, Origin
from h2craft.wire import (
    FLAGS,
    ErrorCode,
    FrameType,
    SettingId,
    escape,
    parse_error_code,
    parse_frame_type,
    parse_setting_id,
    payloads,
)

Test = Callable[[Reading], bool]
Maker = Callable[[str], Test]


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """One key: how it is written, what it means, and its makers.

    `regex` is the maker for `key~pattern`; None where only `key:value` makes sense. `completions`
    are values worth offering. `optional`: the value may be missing.
    """

    name: str
    shape: str
    meaning: str
    make: Maker
    regex: Maker | None = None
    completions: tuple[str, ...] = ()
    optional: bool = False


def text_of(reading: Reading) -> str:
    """What a bare word is looked for in: the frame's name, the summary, all a script printed."""
    name = reading.frame.name if reading.frame is not None else ""
    if reading.record.kind in (Kind.PRINTED, Kind.NOTED):
        detail = reading.record.detail
        printed = detail.get("text", "") if isinstance(detail, Mapping) else ""
        return f"{reading.summary}\n{printed}"
    return f"{name} {reading.summary}"


def _text(value: str) -> Test:
    test = values.substring(value)
    return lambda reading: test(text_of(reading))


def _text_regex(value: str) -> Test:
    test = values.regex(value)
    return lambda reading: test(text_of(reading))


def _type(value: str) -> Test:
    wanted = frozenset(values.listed(value, parse_frame_type))
    return lambda reading: reading.frame is not None and reading.frame.type in wanted


def _stream(value: str) -> Test:
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


def _conn(value: str) -> Test:
    test = values.numbers(value)
    return lambda reading: test(reading.record.connection)


def _seq(value: str) -> Test:
    test = values.numbers(value)
    return lambda reading: test(reading.record.seq)


def _cause(value: str) -> Test:
    test = values.numbers(value)
    return lambda reading: test(reading.record.cause)


def _at(value: str) -> Test:
    test = values.numbers(value)
    return lambda reading: test(reading.record.at)


def _len(value: str) -> Test:
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


def _dir(value: str) -> Test:
    wanted = values.names(value, _DIRECTIONS, "direction")
    return lambda reading: reading.direction in wanted


_FLAG_NAMES = tuple(dict.fromkeys(name for flags in FLAGS.values() for name in flags))


def _flag(value: str) -> Test:
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
    if word in _FLAG_NAMES:
        return word
    try:
        bit = int(word, 16) if word.startswith("0X") else int(word)
    except ValueError:
        bit = 0
    if not 0 < bit < 256:
        raise ValueError(f"unknown flag {text!r}{did_you_mean(word, _FLAG_NAMES)}")
    return bit


def _field(value: str) -> Test:
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


def _path(value: str) -> Test:
    return _fact(b":path", "path", lambda path: path.startswith(value))


def _path_regex(value: str) -> Test:
    return _fact(b":path", "path", values.regex(value))


def _method(value: str) -> Test:
    wanted = frozenset(part.strip().upper() for part, _ in values.items(value))
    return _fact(b":method", "method", lambda method: method.upper() in wanted)


def _method_regex(value: str) -> Test:
    return _fact(b":method", "method", values.regex(value))


def _authority(value: str) -> Test:
    return _fact(b":authority", "authority", values.substring(value))


def _authority_regex(value: str) -> Test:
    return _fact(b":authority", "authority", values.regex(value))


def _status(value: str) -> Test:
    test = values.statuses(value)

    def matches(reading: Reading) -> bool:
        for name, said in reading.fields or ():
            if name == b":status":
                return said.isdigit() and len(said) < 10 and test(int(said))
        status = reading.stream.status if reading.stream is not None else None
        return status is not None and test(status)

    return matches


def _code(value: str) -> Test:
    wanted = frozenset(values.listed(value, parse_error_code))

    def matches(reading: Reading) -> bool:
        view = reading.frame.view if reading.frame is not None else None
        return isinstance(view, payloads.RstStream | payloads.GoAway) and view.error_code in wanted

    return matches


def _setting(value: str) -> Test:
    wanted = frozenset(values.listed(value, parse_setting_id))

    def matches(reading: Reading) -> bool:
        view = reading.frame.view if reading.frame is not None else None
        return isinstance(view, payloads.Settings) and any(key in wanted for key, _ in view.pairs)

    return matches


_SEVERITIES = tuple(str(severity) for severity in Severity)
_WHOS = tuple(str(who) for who in Who)


def _finding(value: str) -> Test:
    if not value:
        return lambda reading: bool(reading.findings)
    tests = values.listed(value, _finding_test)
    return lambda reading: any(test(found) for found in reading.findings for test in tests)


def _finding_test(text: str) -> Callable[[Finding], bool]:
    word = text.strip().lower()
    if word in _SEVERITIES:
        return lambda found: found.severity == word
    if word in _WHOS:
        return lambda found: found.who == word
    if not word[:1].isdigit():
        hint = did_you_mean(word, (*_SEVERITIES, *_WHOS))
        raise ValueError(f"{text!r} is no section (as in 6.9) and no severity{hint}")
    # 6.9 means 6.9.1 too, and 7541 every section of that RFC, but 6.1 is not 6.10
    return lambda found: found.section == word or found.section.startswith((f"{word}.", f"{word} "))


def _finding_regex(value: str) -> Test:
    test = values.regex(value)
    return lambda reading: any(test(found.text) for found in reading.findings)


_KINDS = {kind.name.lower(): kind for kind in Kind}
_ORIGINS = {origin.name.lower(): origin for origin in Origin}


def _kind(value: str) -> Test:
    wanted = values.names(value, _KINDS, "kind of record")
    return lambda reading: reading.record.kind in wanted


def _origin(value: str) -> Test:
    wanted = values.names(value, _ORIGINS, "origin")
    return lambda reading: reading.record.origin in wanted


def _script_of(reading: Reading) -> str:
    detail = reading.record.detail
    named = detail.get("script") or detail.get("file") if isinstance(detail, Mapping) else None
    if named is None and reading.stream is not None:
        named = reading.stream.script
    return str(named or "")


def _script(value: str) -> Test:
    test = values.substring(value)

    def matches(reading: Reading) -> bool:
        script = _script_of(reading)
        return bool(script) and test(script)

    return matches


def _script_regex(value: str) -> Test:
    test = values.regex(value)
    return lambda reading: test(_script_of(reading))


def _held(value: str) -> Test:
    if value:
        raise ValueError("held: stands alone")
    return lambda reading: reading.record.kind == Kind.FRAME_HELD


_TABLE = (
    Key(
        name="type",
        shape="type:HEADERS,DATA",
        meaning="frames of a type, by name or number",
        make=_type,
        completions=tuple(FrameType.__members__),
    ),
    Key(
        name="stream",
        shape="stream:1  stream:1,3  stream:3..9",
        meaning="records about a stream; 0 for frames of the connection",
        make=_stream,
    ),
    Key(name="conn", shape="conn:2", meaning="records of a connection", make=_conn),
    Key(
        name="dir",
        shape="dir:received  dir:sent",
        meaning="what came (also in, <) or went (out, >)",
        make=_dir,
        completions=("received", "sent"),
    ),
    Key(
        name="flag",
        shape="flag:END_STREAM",
        meaning="frames with a flag, by name or bit (0x40)",
        make=_flag,
        completions=_FLAG_NAMES,
    ),
    Key(
        name="len",
        shape="len:>16384  len:100..200",
        meaning="length of the payload as the frame says it",
        make=_len,
    ),
    Key(
        name="field",
        shape="field:te  field:te=trailers  field:content-type~json",
        meaning="a header field is there, equals, or contains a regex",
        make=_field,
    ),
    Key(
        name="status",
        shape="status:4xx  status:200,204",
        meaning="responses with a status, and all else on their streams",
        make=_status,
        completions=("1xx", "2xx", "3xx", "4xx", "5xx"),
    ),
    Key(
        name="method",
        shape="method:POST",
        meaning="requests with a method, and all else on their streams",
        make=_method,
        regex=_method_regex,
        completions=("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "CONNECT"),
    ),
    Key(
        name="path",
        shape="path:/x  path~\\.html$",
        meaning="requests whose path begins so, and all else on their streams",
        make=_path,
        regex=_path_regex,
    ),
    Key(
        name="authority",
        shape="authority:localhost",
        meaning="requests to an authority, and all else on their streams",
        make=_authority,
        regex=_authority_regex,
    ),
    Key(
        name="code",
        shape="code:REFUSED_STREAM",
        meaning="RST_STREAM and GOAWAY with an error code",
        make=_code,
        completions=tuple(ErrorCode.__members__),
    ),
    Key(
        name="setting",
        shape="setting:ENABLE_PUSH",
        meaning="SETTINGS that say something of one",
        make=_setting,
        completions=tuple(SettingId.__members__),
    ),
    Key(
        name="finding",
        shape="finding:  finding:6.9  finding:error  finding:peer",
        meaning="findings: any, of a section, by severity, about the peer or us",
        make=_finding,
        regex=_finding_regex,
        completions=(*_SEVERITIES, *_WHOS),
        optional=True,
    ),
    Key(
        name="kind",
        shape="kind:HANDLER_RAISED",
        meaning="records of a kind",
        make=_kind,
        completions=tuple(kind.name for kind in Kind),
    ),
    Key(
        name="origin",
        shape="origin:script",
        meaning="who made it happen: peer, automatic, script, hand, engine",
        make=_origin,
        completions=tuple(_ORIGINS),
    ),
    Key(
        name="script",
        shape="script:hello.py",
        meaning="what concerns a handler script, by part of its name",
        make=_script,
        regex=_script_regex,
    ),
    Key(
        name="held",
        shape="held:",
        meaning="automatic replies that are held back",
        make=_held,
        optional=True,
    ),
    Key(name="seq", shape="seq:100..200", meaning="records by number", make=_seq),
    Key(name="cause", shape="cause:41", meaning="what followed from a record", make=_cause),
    Key(name="at", shape="at:>2.5", meaning="seconds since the journal began", make=_at),
    Key(
        name="text",
        shape='text:hello  word  "two words"  ~regex',
        meaning="the frame's name, summary or what a script printed contains it",
        make=_text,
        regex=_text_regex,
    ),
)
KEYS: dict[str, Key] = {key.name: key for key in _TABLE}
NUMERIC = frozenset(("stream", "conn", "len", "seq", "cause", "at", "status"))
ALIASES = {"connection": "conn", "direction": "dir", "length": "len", "host": "authority"}


def help_text() -> str:
    """The whole language, made of the table."""
    lines = []
    width = max(len(key.shape.split("  ")[0]) for key in _TABLE)
    for key in _TABLE:
        first, *others = key.shape.split("  ")
        lines.append(f"  {first:<{width}}  {key.meaning}")
        lines += [f"    {other}" for other in others]
    return "\n".join(
        (
            "A filter is made of terms:",
            "",
            *lines,
            "",
            "  Numbers: 5  1,3  1..9  >5  >=5  <5  <=5. Text and regular expressions match in any",
            '  case; in key:"two words" quotation marks hold a value together.',
            "",
            "Terms side by side must all match. Also: and, or, not, -term, and ( ).",
            "  type:HEADERS,DATA stream:1 -dir:sent",
            "  finding:error or (type:RST_STREAM not code:CANCEL)",
        )
    )


HELP = help_text()
