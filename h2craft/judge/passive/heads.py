"""The head of a request: its fields' names and values, and its pseudo-header fields."""

from __future__ import annotations

import re

from h2craft.judge.passive.authority import authority_problems, host_port
from h2craft.judge.passive.check import Check, Watch, Weight
from h2craft.judge.passive.line import Line
from h2craft.model import FieldsKind, Finding, Reading

REQUEST = (FieldsKind.REQUEST,)
ANY = (FieldsKind.REQUEST, FieldsKind.TRAILERS)

_sound_name = re.compile(rb":?[\x21-\x39\x3b-\x40\x5b-\x7e]+").fullmatch
_sound_value = re.compile(rb"(?:[^\0\r\n\t ](?:[^\0\r\n]*[^\0\r\n\t ])?)?").fullmatch
_SHOWN = 64

Fields = tuple[tuple[bytes, bytes], ...]


def value_of(fields: Fields, name: bytes) -> bytes | None:
    """The first value of this name."""
    for field in fields:
        if field[0] == name:
            return field[1]
    return None


def _shown(octets: bytes) -> str:
    return repr(octets[:_SHOWN])[1:]


def _first(reading: Reading, section: str) -> Finding:
    """The record's first finding of that section: one says for all that there is something."""
    return next(finding for finding in reading.findings if finding.section == section)


class LowercaseNames(Watch):
    check = Check(
        id="E/8.2/lowercase-names",
        section="8.2.1",
        level="MUST",
        severity=Weight.ERROR,
        title="Field names are in lower case, of octets a name may have.",
        requires="A field name holds no upper case letter, no control, no space, no octet above"
        " 0x7e, and a colon at its beginning only.",
    )
    reads = ANY
    sections = ("8.2.1",)

    def fields(self, reading: Reading) -> None:
        self.seen()

    def blamed(self, reading: Reading, finding: Finding) -> None:
        bad = [name for name, _ in reading.fields or () if not _sound_name(name)]
        if bad and finding is _first(reading, "8.2.1"):
            names = ", ".join(map(_shown, bad[:3]))
            self.found(f"field name {names}", stream_id=finding.stream_id)


class ValuesValid(Watch):
    check = Check(
        id="E/8.2.1/values-valid",
        section="8.2.1",
        level="MUST",
        severity=Weight.ERROR,
        title="Field values have no NUL, CR, LF and no outer white space.",
        requires="A field value holds no NUL, CR or LF, and neither begins nor ends with a space"
        " or a tab.",
    )
    reads = ANY
    sections = ("8.2.1",)

    def fields(self, reading: Reading) -> None:
        self.seen()

    def blamed(self, reading: Reading, finding: Finding) -> None:
        bad = [field for field in reading.fields or () if not _sound_value(field[1])]
        if bad and finding is _first(reading, "8.2.1"):
            name, value = bad[0]
            self.found(f"{_shown(name)}: {_shown(value)}", stream_id=finding.stream_id)


class NoConnectionFields(Watch):
    check = Check(
        id="E/8.2.2/no-connection-fields",
        section="8.2.2",
        level="MUST NOT",
        severity=Weight.ERROR,
        title="No field that is about an HTTP/1.1 connection.",
        requires="Connection, Keep-Alive, Proxy-Connection, Transfer-Encoding, Upgrade and"
        " HTTP2-Settings are not sent; te says nothing but trailers.",
        star=True,
    )
    reads = ANY
    sections = ("8.2.2",)

    def fields(self, reading: Reading) -> None:
        self.seen()
        for name, _ in reading.fields or ():
            if name == b"http2-settings":  # 7540 3.2.1: for the Upgrade of HTTP/1.1 alone
                self.found("the field http2-settings", stream_id=reading.stream_id)

    def blamed(self, reading: Reading, finding: Finding) -> None:
        self.found(finding.text, stream_id=finding.stream_id)


class PseudoFields(Watch):
    """The fold's findings, but for those of :authority and CONNECT, which have their checks."""

    check = Check(
        id="E/8.3.1/pseudo-fields",
        section="8.3.1",
        level="MUST",
        severity=Weight.ERROR,
        title="The pseudo-header fields are complete, first, and no others.",
        requires=":method, :scheme and :path once each, before all other fields, :authority where"
        " the URI has one, none that is not defined; :path is not empty, begins with a slash and"
        " has no fragment; :scheme is the URI's.",
        star=True,
    )
    reads = REQUEST
    sections = ("8.3", "8.3.1")

    def blamed(self, reading: Reading, finding: Finding) -> None:
        if reading.fields_kind is not FieldsKind.REQUEST or _is_connect(reading):
            return
        if not finding.text.startswith(("host ", ":authority ")):
            self.found(finding.text, stream_id=finding.stream_id)

    def fields(self, reading: Reading) -> None:
        self.seen()
        fields = reading.fields or ()
        scheme, path = value_of(fields, b":scheme"), value_of(fields, b":path")
        if path is not None and b"#" in path:
            self.found(f":path {_shown(path)} has a fragment", stream_id=reading.stream_id)
        if scheme not in (b"http", b"https") or _is_connect(reading):
            return
        spoken = self.line.connection.opened.get("scheme")
        if spoken and spoken.encode() != scheme:
            text = f":scheme {_shown(scheme)} on a connection for {spoken}"
            self.found(text, stream_id=reading.stream_id, severity=Weight.WARN)
        if value_of(fields, b":authority") is None and path != b"*":
            self._without_authority(reading, value_of(fields, b"host"))

    def _without_authority(self, reading: Reading, host: bytes | None) -> None:
        """RFC 7540 8.1.2.3 wanted it left out by who translates a request from HTTP/1.1."""
        if host is None:
            self.found("neither :authority nor Host", stream_id=reading.stream_id)
        else:
            text = f"Host {_shown(host)} in place of :authority"
            self.found(text, stream_id=reading.stream_id, severity=Weight.WARN)


def _is_connect(reading: Reading) -> bool:
    return (b":method", b"CONNECT") in (reading.fields or ())


class Authority(Watch):
    check = Check(
        id="E/8.3.1/authority",
        section="8.3.1",
        level="MUST",
        severity=Weight.ERROR,
        title=":authority is a host and a port, and Host agrees with it.",
        requires=":authority names no user and some host; Host, where it is sent as well, names"
        " the same.",
    )
    reads = REQUEST
    __slots__ = ("_told",)

    def __init__(self, line: Line) -> None:
        super().__init__(line)
        self._told: set[str] = set()

    def fields(self, reading: Reading) -> None:
        fields = reading.fields or ()
        authority = value_of(fields, b":authority")
        hosts = tuple([value for name, value in fields if name == b"host"])
        if authority is None and not hosts:
            return
        self.seen()
        scheme = value_of(fields, b":scheme")
        for text, weight in authority_problems(authority, hosts, scheme):
            if weight is Weight.INFO:  # once is enough
                if text in self._told or len(self._told) > 100:
                    continue
                self._told.add(text)
            self.found(text, stream_id=reading.stream_id, severity=weight)


class OptionsAsterisk(Watch):
    check = Check(
        id="E/8.3.1/options-asterisk",
        section="8.3.1",
        level="MUST",
        severity=Weight.ERROR,
        title="OPTIONS of the server as a whole has the :path *.",
        requires="An OPTIONS request for a URI without a path has :path *; no other has it.",
    )
    reads = REQUEST

    def fields(self, reading: Reading) -> None:
        fields = reading.fields or ()
        path, method = value_of(fields, b":path"), value_of(fields, b":method")
        if path == b"*":
            self.seen()
            if method != b"OPTIONS":
                text = f":path * with {_shown(method or b'')}"
                self.found(text, stream_id=reading.stream_id)
        elif method == b"OPTIONS" and not path:
            text = "OPTIONS with an empty :path" if path == b"" else "OPTIONS without :path"
            self.found(text, stream_id=reading.stream_id)


class ConnectFields(Watch):
    check = Check(
        id="E/8.5/connect-fields",
        section="8.5",
        level="MUST",
        severity=Weight.ERROR,
        title="CONNECT has :method and :authority alone, unless it is extended.",
        requires="CONNECT has no :scheme and no :path, and :authority with a port; with :protocol"
        " it has both, and our ENABLE_CONNECT_PROTOCOL 1 came first (RFC 8441). On a tunnel"
        " nothing but DATA follows.",
    )
    reads = ANY
    sections = ("8.5", "8441 4", "8.3.1")

    def blamed(self, reading: Reading, finding: Finding) -> None:
        if finding.section == "8.3.1":
            told = finding.text.startswith(("host ", ":authority "))
            if told or not _is_connect(reading):
                return
        self.found(finding.text, stream_id=finding.stream_id)

    def fields(self, reading: Reading) -> None:
        stream, fields = reading.stream, reading.fields or ()
        if reading.fields_kind is FieldsKind.TRAILERS:
            if stream is not None and stream.method == b"CONNECT" and _is_tunnel(stream.status):
                text = f"HEADERS on the tunnel of stream {reading.stream_id}"
                self.found(text, stream_id=reading.stream_id)
            return
        extended = value_of(fields, b":protocol") is not None
        if not _is_connect(reading) and not extended:
            return
        self.seen()
        authority = value_of(fields, b":authority")
        parts = host_port(authority) if authority else None
        if parts is not None and not parts.port and not extended:
            text = f"CONNECT to {_shown(authority or b'')}, without a port"
            self.found(text, stream_id=reading.stream_id)


def _is_tunnel(status: int | None) -> bool:
    return status is not None and 200 <= status < 300
