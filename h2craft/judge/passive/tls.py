"""What a client says in TLS, RFC 9113 9.2. Knows the handshake as far as the records have it."""

from __future__ import annotations

from h2craft.judge.passive.authority import host_port, is_name
from h2craft.judge.passive.check import Check, Watch, Weight
from h2craft.judge.passive.heads import value_of
from h2craft.judge.passive.line import Line
from h2craft.model import FieldsKind, Finding, Reading
from h2craft.trace import Kind

AES_128_GCM = 0xC02F
"""TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256: the one that everybody has, 9.2.2."""

# Ephemeral and AEAD: what appendix A leaves of the suites of TLS 1.2.
_LAWFUL = frozenset(
    (0xC02B, 0xC02C, 0xC02F, 0xC030, 0xCCA8, 0xCCA9, 0xCCAA, 0xCCAC, 0xCCAD)
    + (0x009E, 0x009F, 0x00A2, 0x00A3, 0x00AA, 0x00AB, 0xC09E, 0xC09F, 0xC0A2, 0xC0A3)
    + (0xC0AC, 0xC0AD, 0xC0AE, 0xC0AF, 0xC052, 0xC053, 0xC05C, 0xC05D, 0xC060, 0xC061)
    + (0xC07C, 0xC07D, 0xC086, 0xC087, 0xC08A, 0xC08B, 0xD001, 0xD002, 0xD003, 0xD005)
)
_SIGNALS = frozenset((0x00FF, 0x5600))  # renegotiation and fallback, no suites (RFC 5746, 7507)


def of_tls12(suites: list[int]) -> list[int]:
    """Those of TLS 1.2 and before: neither of 1.3, nor GREASE (RFC 8701), nor signals."""
    return [
        suite
        for suite in suites
        if suite >> 8 != 0x13 and suite & 0x0F0F != 0x0A0A and suite not in _SIGNALS
    ]


class Tls(Watch):
    """What a client of TLS 1.2 offers besides is its own affair; servers without HTTP/2 may need
    it. But the best suite of HTTP/2 is to come first, and the common one to be there."""

    check = Check(
        id="E/9.2/tls",
        section="9.2",
        level="MUST",
        severity=Weight.ERROR,
        title="TLS 1.2 or later, h2 by ALPN, and the server's name.",
        requires="HTTP/2 over TLS uses TLS 1.2 or later, is agreed on by ALPN, and the client names"
        " the host it wants (SNI) where that is a name; no prohibited suite is its first choice.",
    )
    kinds = (Kind.PREFACE_RECEIVED,)
    reads = (FieldsKind.REQUEST,)
    sections = ("9.2",)
    __slots__ = ("_named",)

    def __init__(self, line: Line) -> None:
        super().__init__(line)
        self._named = False

    def blamed(self, reading: Reading, finding: Finding) -> None:
        self.found(finding.text)

    def told(self, reading: Reading) -> None:
        tls = self.line.connection.tls
        if not tls:
            return
        self.seen()
        if tls.get("alpn") != "h2":
            self.found("HTTP/2 over TLS, and h2 was not agreed on by ALPN")
        if "TLSv1.2" in tls.get("versions", ()):
            self._judge_suites(of_tls12(tls.get("ciphers", [])))

    def _judge_suites(self, suites: list[int]) -> None:
        if suites and suites[0] not in _LAWFUL:
            text = f"the first suite of TLS 1.2 offered is the prohibited 0x{suites[0]:04x}"
            self.found(text, severity=Weight.WARN)
        if suites and AES_128_GCM not in suites:
            text = "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256 is not offered"
            self.found(text, severity=Weight.WARN)

    def fields(self, reading: Reading) -> None:
        """The name is held against the first request: others may share the connection (9.1.1).

        What a proxy is asked for is not its own name.
        """
        tls, fields = self.line.connection.tls, reading.fields or ()
        if self._named or "server_name" not in tls:
            return
        self._named = True
        if value_of(fields, b":scheme") != b"https":
            return
        parts = host_port(value_of(fields, b":authority") or b"")
        server_name = tls["server_name"]
        if server_name:
            if not is_name(server_name.encode("latin-1")):
                text = f"the server name is the address {server_name[:64]!r}"
                self.found(text, severity=Weight.WARN)
        elif parts is not None and is_name(parts.host):
            self.found(f"no server name (SNI) for {parts.host[:64].decode()!r}")
