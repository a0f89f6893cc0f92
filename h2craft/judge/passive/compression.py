"""How a client compresses: size updates, Huffman coding, what it puts into tables. RFC 7541."""

from __future__ import annotations

from h2craft.judge.passive.check import Check, Watch, Weight
from h2craft.judge.passive.framing import HUFFMAN, SIZE_UPDATE
from h2craft.judge.passive.line import Line
from h2craft.model import FieldsKind, Finding, Reading
from h2craft.wire import ACK, FrameType, Representation, SettingId

_BLOCKS = (FrameType.HEADERS, FrameType.CONTINUATION)
MOST_UPDATES = 2


class EncoderSizeUpdate(Watch):
    """RFC 9113 4.3.1 speaks of a maximum below "the current size of the dynamic table", RFC 7541
    4.2 of any change of the maximum. Where the table holds no more than the new maximum allows,
    an update that is missing is told, and is no error."""

    check = Check(
        id="E/7541/encoder-size-update",
        section="7541 4.2",
        level="MUST",
        severity=Weight.ERROR,
        title="A smaller HEADER_TABLE_SIZE is obeyed by a size update.",
        requires="The first block after the ACK of a smaller HEADER_TABLE_SIZE begins with a"
        " table size update to at most that; of several changes the smallest is said.",
    )
    receives = (FrameType.SETTINGS, *_BLOCKS)
    sections = ("4.3.1",)
    __slots__ = ("_owes", "_too_large")

    def __init__(self, line: Line) -> None:
        super().__init__(line)
        self._owes = 0
        self._too_large = False

    def received(self, reading: Reading) -> None:
        assert reading.frame is not None
        if reading.frame.type == FrameType.SETTINGS:
            if reading.frame.has_flag(ACK):
                self._settled()
        elif self._owes and reading.header_fields is not None:
            self._owes, self._too_large = 0, False
            self.seen()

    def _settled(self) -> None:
        connection = self.line.connection
        if connection.peer.owed_update is None:
            return
        self._owes = self._owes or self.line.last
        allowed = connection.us.settings[SettingId.HEADER_TABLE_SIZE]
        self._too_large |= connection.peer.decoder.table.size > allowed

    def blamed(self, reading: Reading, finding: Finding) -> None:
        if "HEADER_TABLE_SIZE" in finding.text or not self.line.fair():
            return
        severity = None if self._too_large else Weight.WARN
        self.found(finding.text, self._owes or self.line.last, self.line.last, severity=severity)


class EncoderWithinLimit(Watch):
    check = Check(
        id="E/7541/encoder-within-limit",
        section="7541 6.3",
        level="MUST",
        severity=Weight.ERROR,
        title="Size updates stay within our HEADER_TABLE_SIZE, and come first.",
        requires="A table size update is at most the HEADER_TABLE_SIZE we announced, stands at the"
        " beginning of a block, and there are at most two.",
    )
    receives = _BLOCKS
    sections = ("4.3", "4.3.1")

    def received(self, reading: Reading) -> None:
        lines = reading.header_fields
        if not lines:
            return
        self.seen()
        if lines[0].representation is not Representation.SIZE_UPDATE:
            return
        count = sum(line.representation is Representation.SIZE_UPDATE for line in lines)
        if count > MOST_UPDATES:
            text = f"{count} table size updates in one block"
            self.found(text, stream_id=reading.stream_id)

    def blamed(self, reading: Reading, finding: Finding) -> None:
        word = SIZE_UPDATE if finding.section == "4.3" else "HEADER_TABLE_SIZE"
        if word in finding.text and finding.severity != "note" and self.line.fair():
            self.found(finding.text, stream_id=reading.stream_id)


class HuffmanPaddingSent(Watch):
    check = Check(
        id="E/7541/huffman-padding-sent",
        section="7541 5.2",
        level="MUST",
        severity=Weight.ERROR,
        title="Huffman-coded strings are padded with fewer than 8 bits of EOS.",
        requires="What is left of the last octet of a Huffman-coded string is the beginning of"
        " EOS, ones; a whole octet of it, other bits, or EOS itself are errors.",
    )
    receives = _BLOCKS
    sections = ("4.3",)
    __slots__ = ("_sure",)

    def __init__(self, line: Line) -> None:
        super().__init__(line)
        self._sure = False

    def received(self, reading: Reading) -> None:
        if self._sure or not reading.header_fields:
            return
        if any(line.huffman_name or line.huffman_value for line in reading.header_fields):
            self._sure = True
            self.seen()

    def blamed(self, reading: Reading, finding: Finding) -> None:
        if HUFFMAN in finding.text and finding.severity != "note":
            self.found(finding.text, stream_id=reading.stream_id)


SECRET = frozenset((b"authorization", b"proxy-authorization"))
SHORT_COOKIE = 20
_INTO_TABLE = frozenset((Representation.INCREMENTAL, Representation.INDEXED))


class NeverIndexed(Watch):
    """Section 7.1.3 names Authorization and Cookie, and says why: what can be guessed. A long
    cookie cannot, and gains from the table; that it is there is told, not held against anybody."""

    check = Check(
        id="E/7541/7.1.3/never-indexed",
        section="7541 7.1.3",
        level="SHOULD",
        severity=Weight.WARN,
        title="Secrets are kept out of the compression table.",
        requires="authorization, and cookies short enough to be guessed, are sent without being"
        " indexed, or never indexed.",
    )
    reads = (FieldsKind.REQUEST,)
    __slots__ = ("_told",)

    def __init__(self, line: Line) -> None:
        super().__init__(line)
        self._told: set[bytes] = set()

    def fields(self, reading: Reading) -> None:
        for line in reading.header_fields or ():
            name = line.name
            if name not in SECRET and name != b"cookie":
                continue
            self.seen()
            if line.representation not in _INTO_TABLE or name in self._told:
                continue
            self._told.add(name)
            long = name == b"cookie" and len(line.value) >= SHORT_COOKIE
            self.found(
                f"{name.decode()} of {len(line.value)} octets goes into the table",
                stream_id=reading.stream_id,
                severity=Weight.INFO if long else None,
            )


class IndexingUsed(Watch):
    check = Check(
        id="E/7541/indexing-used",
        section="7541 2.3.2",
        level="info",
        severity=Weight.INFO,
        title="How much smaller the second request is than the first.",
        requires="Fields that repeat are put into the dynamic table and referred to.",
    )
    reads = (FieldsKind.REQUEST,)
    __slots__ = ("_first", "_record")

    def __init__(self, line: Line) -> None:
        super().__init__(line)
        self._first = self._record = 0

    def fields(self, reading: Reading) -> None:
        if self._first < 0:
            return
        size = sum(len(line.octets) for line in reading.header_fields or ())
        if not self._first:
            self._first, self._record = max(size, 1), self.line.last
            return
        text = f"the second block has {size:,} octets, the first {self._first:,}"
        text += f" ({100 * size // self._first} %)"
        self.found(text, self._record, self.line.last, stream_id=reading.stream_id)
        self._first = -1
