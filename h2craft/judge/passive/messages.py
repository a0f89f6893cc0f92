"""Requests as wholes: their trailers, their length, their cookies."""

from __future__ import annotations

from h2craft.judge.passive.check import Check, Watch, Weight
from h2craft.judge.passive.line import Line
from h2craft.model import FieldsKind, Finding, Reading

# RFC 9110 6.5.1: what frames, routes, or says how to read the content comes before it.
_NOT_IN_TRAILERS = frozenset(
    (b"content-length", b"content-type", b"content-encoding", b"host", b"te", b"trailer", b"expect")
)


class TrailersSent(Watch):
    check = Check(
        id="E/8.1/trailers-sent",
        section="8.1",
        level="MUST",
        severity=Weight.ERROR,
        title="Trailers end the stream and have no pseudo-header field.",
        requires="HEADERS after the content carry END_STREAM and no pseudo-header field; fields"
        " that frame or route a message are no trailers (RFC 9110 6.5.1).",
    )
    reads = (FieldsKind.TRAILERS,)
    sections = ("8.1",)

    def blamed(self, reading: Reading, finding: Finding) -> None:
        self.found(finding.text, stream_id=finding.stream_id)

    def fields(self, reading: Reading) -> None:
        self.seen()
        wrong = sorted({name for name, _ in reading.fields or () if name in _NOT_IN_TRAILERS})
        if wrong:
            text = f"in trailers: {', '.join(name.decode() for name in wrong)}"
            self.found(text, stream_id=reading.stream_id, severity=Weight.WARN)


class ContentLengthSent(Watch):
    check = Check(
        id="E/8.1.1/content-length-sent",
        section="8.1.1",
        level="MUST",
        severity=Weight.ERROR,
        title="content-length is the length of the DATA.",
        requires="Where a request says content-length, its DATA without padding is as long when"
        " it ends, and never longer.",
    )
    reads = (FieldsKind.REQUEST,)
    sections = ("8.1.1",)

    def fields(self, reading: Reading) -> None:
        for name, _ in reading.fields or ():
            if name == b"content-length":
                self.seen()
                return

    def blamed(self, reading: Reading, finding: Finding) -> None:
        self.found(finding.text, stream_id=finding.stream_id)


class CookieCrumbs(Watch):
    check = Check(
        id="E/8.2.3/cookie-crumbs",
        section="8.2.3",
        level="MAY",
        severity=Weight.INFO,
        title="Whether cookie is split into several fields.",
        requires="cookie may be split at its semicolons, which compresses better; servers join"
        " it again.",
    )
    reads = (FieldsKind.REQUEST,)
    __slots__ = ("_said",)

    def __init__(self, line: Line) -> None:
        super().__init__(line)
        self._said = False

    def fields(self, reading: Reading) -> None:
        if self._said:
            return
        crumbs = [value for name, value in reading.fields or () if name == b"cookie"]
        if not crumbs:
            return
        pairs = sum(value.count(b"; ") + 1 for value in crumbs)
        self.seen()
        if pairs > 1:
            self._said = True
            where = f"{len(crumbs)} fields" if len(crumbs) > 1 else "one field"
            self.found(f"{pairs} cookies in {where}", stream_id=reading.stream_id)
