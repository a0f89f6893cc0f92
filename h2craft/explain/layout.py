"""A frame by its parts: every octet and every bit of it, by the names of the RFC.

Knows one frame, and the fields of the header block that ends in it. The parts cover the frame
from its first octet to its last without a gap; a part with a `mask` is some bits of its octets.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from h2craft.explain import knowledge
from h2craft.explain.text import Role, counted, octets_text
from h2craft.wire import (
    FLAGS,
    HEADER_LENGTH,
    PADDED,
    PRIORITY_FLAG,
    Frame,
    HeaderField,
    Representation,
    error_code_name,
    escape,
    frame_type_name,
    payloads,
    setting_name,
)

ENTRIES_SHOWN = 500  # of SETTINGS, ORIGIN, and a header list
PREVIEW = 64


class Part(NamedTuple):
    """Octets `start` to (not including) `end` of the frame, or the bits `mask` of them.

    value     what they say; `sentence` what that means, perhaps with a section
    role      how they look in a hex dump; ERROR and WARNING where something is wrong with them
    depth     1 for what is inside of the part before it
    """

    start: int
    end: int
    name: str
    value: str
    sentence: str = ""
    mask: int | None = None
    role: Role = Role.VALUE
    depth: int = 0

    @property
    def at(self) -> tuple[int, int]:
        return self.start, self.end


def layout(frame: Frame, header_fields: Sequence[HeaderField] | None = None) -> tuple[Part, ...]:
    """All parts, in the order of the wire.

    `header_fields` is the decoded block where it ends in this frame: its representations come
    after the fragment, at depth 1, those of earlier frames without octets of their own.
    """
    parts = list(_header(frame))
    builder = _Builder(frame, header_fields)
    truncated = getattr(frame.view, "truncated", None)
    if truncated is not None and not isinstance(frame.view, payloads.PushPromise):
        builder.rest("Payload", "cut off: too short for its fields", Role.ERROR)
    else:
        _PAYLOADS[type(frame.view)](builder, frame.view)
    builder.rest("Surplus", "octets after the last field", Role.ERROR)
    return (*parts, *builder.parts)


def _header(frame: Frame) -> list[Part]:
    """The nine octets of RFC 9113 4.1."""
    here = len(frame.payload)
    true = frame.length == here
    said = "octets of payload" if true else f"octets of payload, but {here:,} are here (4.1)"
    type_name = frame_type_name(frame.type)
    known = not type_name.startswith("0x")
    lore = knowledge.FRAMES.get(frame.type, knowledge.UNKNOWN_FRAME)
    length_role = Role.NAME if true else Role.ERROR
    parts = [
        Part(0, 3, "Length", f"{frame.length:,}", said, role=length_role),
        Part(
            3,
            4,
            "Type",
            f"0x{frame.type:02x} {type_name if known else 'unknown'}",
            f"RFC {_section(lore.section)}",
            role=Role.NAME,
        ),
        Part(4, 5, "Flags", f"0x{frame.flags:02x}", " ".join(frame.flag_names), role=Role.NAME),
        *_flags(frame),
    ]
    reserved = "must be ignored (4.1)" if frame.reserved else ""
    role = Role.WARNING if frame.reserved else Role.NAME
    stream = "the connection as a whole" if not frame.stream_id else _opener(frame.stream_id)
    return [
        *parts,
        Part(5, 9, "Reserved", str(frame.reserved), reserved, mask=1 << 31, role=role),
        Part(5, 9, "Stream Identifier", str(frame.stream_id), stream, role=Role.NAME),
    ]


def _flags(frame: Frame) -> list[Part]:
    """One part for each bit that is defined for the type or set, the highest first."""
    defined = {bit: name for name, bit in FLAGS.get(frame.type, {}).items()}
    parts = []
    for shift in range(7, -1, -1):
        bit = 1 << shift
        name = defined.get(bit)
        is_set = bool(frame.flags & bit)
        if name is not None:
            sentence = knowledge.FLAGS.get(name, "") if is_set else ""
            parts.append(_flag(name, is_set, sentence, bit, Role.VALUE if is_set else Role.DIM))
        elif is_set:
            parts.append(
                _flag(f"undefined 0x{bit:02x}", is_set, "must be ignored (4.1)", bit, Role.WARNING)
            )
    return parts


def _flag(name: str, is_set: bool, said: str, bit: int, role: Role) -> Part:
    return Part(4, 5, name, str(int(is_set)), said, mask=bit, role=role, depth=1)


def _section(section: str) -> str:
    """ "9113 6.1" for "6.1", and others as they are."""
    return section if " " in section else f"9113 {section}"


def _opener(stream_id: int) -> str:
    return "odd: opened by the client (5.1.1)" if stream_id % 2 else "even: the server's (5.1.1)"


class _Builder:
    """Takes parts off the payload from the front."""

    def __init__(self, frame: Frame, header_fields: Sequence[HeaderField] | None) -> None:
        self.frame = frame
        self.header_fields = header_fields
        self.parts: list[Part] = []
        self.at = HEADER_LENGTH

    def take(
        self, octets: int, name: str, value: str, sentence: str = "", role: Role = Role.VALUE
    ) -> None:
        end = min(self.at + octets, len(self.frame.octets))
        self.parts.append(Part(self.at, end, name, value, sentence, role=role))
        self.at = end

    def word(self, bit: tuple[str, int, str], name: str, value: str, sentence: str = "") -> None:
        """Four octets whose highest bit is a field of its own: (name, value, sentence)."""
        start, end = self.at, self.at + 4
        role = Role.WARNING if bit[0] == "Reserved" and bit[1] else Role.VALUE
        first = Part(start, end, bit[0], str(bit[1]), bit[2], mask=1 << 31, role=role)
        self.parts += [first, Part(start, end, name, value, sentence)]
        self.at = end

    def reserved(self, value: int, name: str, number: str, sentence: str = "") -> None:
        said = "must be ignored" if value else ""
        self.word(("Reserved", value, said), name, number, sentence)

    def rest(self, name: str, sentence: str, role: Role = Role.OCTETS) -> None:
        """What is left, if anything is."""
        left = len(self.frame.octets) - self.at
        if left:
            octets = self.frame.octets[self.at :]
            more = f" {left:,} octets" if left > PREVIEW else ""
            self.take(left, name, _preview(octets) + more, sentence, role)

    def pad_length(self, pad_length: int | None) -> None:
        if not self.frame.flags & PADDED or len(self.frame.octets) == HEADER_LENGTH:
            return
        number = pad_length or 0
        room = len(self.frame.octets) - HEADER_LENGTH - 1
        wrong = number > room
        sentence = f"more than the {room:,} octets that follow (6.1)" if wrong else ""
        self.take(1, "Pad Length", str(number), sentence, Role.ERROR if wrong else Role.VALUE)

    def padding(self, padding: bytes) -> None:
        if not padding:
            return
        wrong = len(padding) - padding.count(0)
        said = f"{wrong:,} of them not zero, which they must be (6.1)" if wrong else "all zero"
        role = Role.WARNING if wrong else Role.DIM
        self.take(len(padding), "Padding", counted(len(padding), "octet"), said, role)

    def fragment(self, fragment: bytes) -> None:
        """A field block fragment, and the representations of the block that end in it."""
        start = self.at
        count = counted(len(fragment), "octet")
        fields = self.header_fields
        said = "of a header block, which ends here" if fields is not None else "of a header block"
        self.take(len(fragment), "Field Block Fragment", count, said, Role.OCTETS)
        if fields is None:
            return
        offset = start + len(fragment) - sum(len(field.octets) for field in fields)
        for number, field in enumerate(fields):
            end = offset + len(field.octets)
            if number == ENTRIES_SHOWN:
                left = f"and {len(fields) - number:,} more"
                self.parts.append(Part(max(start, offset), self.at, "", left, depth=1))
                break
            self.parts.append(_field(field, max(start, offset), max(start, end)))
            offset = end


def _field(field: HeaderField, start: int, end: int) -> Part:
    if field.representation is Representation.SIZE_UPDATE:
        said = "dynamic table size update (7541 6.3)"
        return Part(start, end, "", f"table size {field.index:,}", said, role=Role.NOTE, depth=1)
    pseudo = field.name[:1] == b":"
    role = Role.STRONG if pseudo else Role.VALUE
    return Part(
        start, end, octets_text(field.name, 80), octets_text(field.value), "", None, role, 1
    )


def _preview(octets: bytes) -> str:
    text = escape(octets[:PREVIEW]).replace('"', '\\"')
    return f'"{text}"' + "\N{HORIZONTAL ELLIPSIS}" * (len(octets) > PREVIEW)


def _data(builder: _Builder, view: payloads.Data) -> None:
    builder.pad_length(view.pad_length)
    charged = len(builder.frame.payload)
    said = counted(len(view.data), "octet")
    if charged != len(view.data):
        said += f"; {charged:,} are taken from the windows (6.9.1)"
    if view.data:
        builder.take(len(view.data), "Data", _preview(view.data), said, Role.OCTETS)
    builder.padding(view.padding)


def _headers(builder: _Builder, view: payloads.Headers) -> None:
    builder.pad_length(view.pad_length)
    if view.priority is not None:
        _priority_fields(builder, *view.priority)
    elif builder.frame.flags & PRIORITY_FLAG:
        builder.rest("Priority fields", "cut off: five octets are needed (6.2)", Role.ERROR)
        return
    builder.fragment(view.fragment)
    builder.padding(view.padding)


def _priority_fields(builder: _Builder, exclusive: bool, depends_on: int, weight: int) -> None:
    said = "depends on itself (7540 5.3.1)" if depends_on == builder.frame.stream_id else ""
    bit = ("Exclusive", int(exclusive), "deprecated (5.3.2)")
    builder.word(bit, "Stream Dependency", str(depends_on), said)
    builder.take(1, "Weight", str(weight), f"{weight - 1} on the wire (6.3)")


def _priority(builder: _Builder, view: payloads.Priority) -> None:
    _priority_fields(builder, view.exclusive, view.depends_on, view.weight)


def _code(builder: _Builder, code: int) -> None:
    said = knowledge.ERRORS.get(code, knowledge.UNKNOWN_ERROR)
    builder.take(4, "Error Code", f"0x{code:02x} {_known(error_code_name(code))}".rstrip(), said)


def _known(name: str) -> str:
    return "" if name.startswith("0x") else name


def _rst_stream(builder: _Builder, view: payloads.RstStream) -> None:
    _code(builder, view.error_code)


def _settings(builder: _Builder, view: payloads.Settings) -> None:
    for number, (identifier, value) in enumerate(view.pairs):
        if number == ENTRIES_SHOWN:
            left = len(view.pairs) - number
            builder.take(6 * left, "", f"and {left:,} more settings")
            break
        _setting(builder, identifier, value)
    if view.surplus:
        builder.rest("Surplus", "no whole setting: six octets each (6.5)", Role.ERROR)


def _setting(builder: _Builder, identifier: int, value: int) -> None:
    lore = knowledge.SETTINGS.get(identifier, knowledge.UNKNOWN_SETTING)
    wrong = not lore.lowest <= value <= lore.highest
    said = f"{lore.meaning}; default {lore.default}, allowed {lore.allowed} ({lore.section})"
    name = setting_name(identifier)
    builder.take(6, name, f"{value:,}", said, Role.ERROR if wrong else Role.VALUE)


def _push_promise(builder: _Builder, view: payloads.PushPromise) -> None:
    builder.pad_length(view.pad_length)
    if view.truncated is not None:
        if view.truncated:
            said = "cut off: four octets are needed (6.6)"
            octets = view.truncated
            builder.take(len(octets), "Promised Stream ID", octets.hex(), said, Role.ERROR)
    else:
        promised = view.promised_stream_id
        odd = "promised streams have even identifiers (5.1.1)" if promised % 2 else ""
        builder.reserved(view.reserved, "Promised Stream ID", str(promised), odd)
        builder.fragment(view.fragment)
    builder.padding(view.padding)


def _ping(builder: _Builder, view: payloads.Ping) -> None:
    wrong = len(view.opaque_data) != 8
    said = "must be eight octets (6.7)" if wrong else f'"{escape(view.opaque_data)}"'
    value = view.opaque_data[:32].hex(" ")
    role = Role.ERROR if wrong else Role.OCTETS
    if view.opaque_data:
        builder.take(len(view.opaque_data), "Opaque Data", value, said, role)


def _goaway(builder: _Builder, view: payloads.GoAway) -> None:
    last = view.last_stream_id
    said = "none was or will be dealt with" if not last else "the last one that is dealt with"
    if last == 0x7FFF_FFFF:
        said = "a shutdown that is announced first (6.8)"
    builder.reserved(view.reserved, "Last-Stream-ID", str(last), said)
    _code(builder, view.error_code)
    if view.debug_data:
        builder.rest(
            "Additional Debug Data", f"{counted(len(view.debug_data), 'octet')}, for people"
        )


def _window_update(builder: _Builder, view: payloads.WindowUpdate) -> None:
    said = "must not be 0 (6.9)" if not view.increment else "octets of credit"
    builder.reserved(view.reserved, "Window Size Increment", f"{view.increment:,}", said)


def _continuation(builder: _Builder, view: payloads.Continuation) -> None:
    builder.fragment(view.fragment)


def _sized(builder: _Builder, name: str, octets: bytes, sentence: str) -> None:
    builder.take(2, f"{name} Length", f"{len(octets):,}", "")
    if octets:
        builder.take(len(octets), name, octets_text(octets), sentence)


def _altsvc(builder: _Builder, view: payloads.AltSvc) -> None:
    _sized(builder, "Origin", view.origin, "that the alternative is for")
    builder.rest("Alt-Svc-Field-Value", "as the Alt-Svc field has it (7838 3)")


def _origin(builder: _Builder, view: payloads.Origin) -> None:
    for number, origin in enumerate(view.origins):
        if number == ENTRIES_SHOWN:
            octets = len(builder.frame.octets) - builder.at - len(view.surplus)
            builder.take(octets, "", f"and {len(view.origins) - number:,} more origins")
            break
        _sized(builder, "ASCII-Origin", origin, "")
    if view.surplus:
        builder.rest("Surplus", "an entry that is cut off (8336 2.1)", Role.ERROR)


def _priority_update(builder: _Builder, view: payloads.PriorityUpdate) -> None:
    prioritized = str(view.prioritized_stream_id)
    builder.reserved(view.reserved, "Prioritized Stream ID", prioritized)
    builder.rest("Priority Field Value", "urgency and incremental (9218 4)")


def _unknown(builder: _Builder, view: payloads.Unknown) -> None:
    builder.rest("Payload", "of a type nobody here knows: to be ignored (5.5)")


_PAYLOADS: dict[type, Callable[[_Builder, Any], None]] = {
    payloads.Data: _data,
    payloads.Headers: _headers,
    payloads.Priority: _priority,
    payloads.RstStream: _rst_stream,
    payloads.Settings: _settings,
    payloads.PushPromise: _push_promise,
    payloads.Ping: _ping,
    payloads.GoAway: _goaway,
    payloads.WindowUpdate: _window_update,
    payloads.Continuation: _continuation,
    payloads.AltSvc: _altsvc,
    payloads.Origin: _origin,
    payloads.PriorityUpdate: _priority_update,
    payloads.Unknown: _unknown,
}
