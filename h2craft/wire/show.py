"""The one place that turns octets into text for people. Knows no colours and no screen.

All text from the wire comes out of `escape`: what a peer sends can neither move a cursor nor
reorder or hide what stands beside it. Everything is cut before it is escaped, so that a line
costs the same for a frame of any length.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from typing import Any

from h2craft.wire import payloads
from h2craft.wire.frame import Frame
from h2craft.wire.names import ACK, error_code_name, setting_name

QUOTED_LENGTH = 64
FIELD_LENGTH = 160
SETTINGS_SHOWN = 16
ORIGINS_SHOWN = 8
FIELDS_SHOWN = 4
ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"

Fields = Sequence[tuple[bytes, bytes]]

_NAMED = {0x09: "\\t", 0x0A: "\\n", 0x0D: "\\r", 0x5C: "\\\\"}
_OCTETS = [
    _NAMED.get(octet) or (chr(octet) if 0x20 <= octet < 0x7F else f"\\x{octet:02x}")
    for octet in range(256)
]


def escape(text: bytes | bytearray | str) -> str:
    """Printable text: one cell for each character, nothing that is invisible or changes others.

    Octets outside printable ASCII become \\xNN (\\t, \\n, \\r by name, a backslash doubled). In a
    str, letters of other scripts stay; controls, format characters (bidirectional ones too), what
    is wide or has no width, and lone surrogates are escaped.
    """
    if isinstance(text, str):
        if text.isascii():
            text = text.encode("ascii")
        else:
            return "".join([_character(character) for character in text])
    return "".join([_OCTETS[octet] for octet in text])


def _character(character: str) -> str:
    code = ord(character)
    if code < 0x80:
        return _OCTETS[code]
    if (
        character.isprintable()
        and unicodedata.east_asian_width(character) not in "WF"
        and unicodedata.category(character) not in ("Mn", "Me", "Mc")
    ):
        return character
    if code < 0x100:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x1_0000 else f"\\U{code:08x}"


def elide(text: str, width: int) -> str:
    """At most `width` characters, the middle left out if need be; one sign says so, not two."""
    if len(text) <= width:
        return text
    if width < 1:
        return ""
    head = width // 2
    tail = width - 1 - head
    end = text[-tail:] if tail else ""
    return text[:head].rstrip(ELLIPSIS) + ELLIPSIS + end.lstrip(ELLIPSIS)


def hex_dump(octets: bytes) -> list[str]:
    """Lines of sixteen octets: "0000  00 00 04 08  |....|"."""
    digits = 4 if len(octets) <= 0x1_0000 else 8
    lines = []
    for at in range(0, len(octets), 16):
        row = octets[at : at + 16]
        text = "".join(chr(octet) if 0x20 <= octet < 0x7F else "." for octet in row)
        lines.append(f"{at:0{digits}x}  {row.hex(' '):<47}  |{text}|")
    return lines


def frame_line(frame: Frame, fields: Fields | None = None) -> str:
    """A whole frame on one line: name, stream, flags, length and `summarize`."""
    flags = "|".join(frame.flag_names)
    parts = (frame.name, f"stream={frame.stream_id}", flags, f"len={frame.length}")
    return " ".join(part for part in (*parts, summarize(frame, fields)) if part)


def summarize(frame: Frame, fields: Fields | None = None) -> str:
    """What a frame says, on one line and without its name.

    `fields` is the decoded field list where a header block completes in this frame.
    """
    view = frame.view
    cut_off = getattr(view, "truncated", None)
    if cut_off is not None:
        return f"cut off: {_hex(cut_off)}"
    return _SUMMARIES[type(view)](view, frame, fields)


def _quoted(octets: bytes) -> str:
    """Octets in quotation marks; the beginning and the length if there are many."""
    text = escape(octets[:QUOTED_LENGTH]).replace('"', '\\"')
    if len(octets) <= QUOTED_LENGTH:
        return f'"{text}"'
    return f'"{text}{ELLIPSIS}" {len(octets)} octets'


def _hex(octets: bytes) -> str:
    text = octets[:32].hex() or "nothing"
    return text if len(octets) <= 32 else f"{text}{ELLIPSIS} {len(octets)} octets"


def _value(octets: bytes) -> str:
    return elide(escape(octets[: 4 * FIELD_LENGTH]), FIELD_LENGTH)


def _padding(pad_length: int | None) -> str:
    return "" if pad_length is None else f" padding={pad_length}"


def _block(fragment: bytes, fields: Fields | None) -> str:
    if fields is None:
        return f"{len(fragment)} octets of a header block"
    pseudo: dict[bytes, bytes] = {}
    content_type = b""
    for name, value in fields:
        if name[:1] == b":":
            pseudo.setdefault(name, value)
        elif name == b"content-type":
            content_type = content_type or value
    if b":status" in pseudo:
        return " ".join(filter(None, (_value(pseudo[b":status"]), _value(content_type))))
    if b":method" in pseudo:
        target = pseudo.get(b":path", pseudo.get(b":authority", b""))
        return f"{_value(pseudo[b':method'])} {_value(target)}".rstrip()
    shown = [f"{_value(name)}: {_value(value)}" for name, value in fields[:FIELDS_SHOWN]]
    if len(fields) > FIELDS_SHOWN:
        shown.append(ELLIPSIS)
    return ", ".join(shown) or "no fields"


def _data(view: payloads.Data, frame: Frame, fields: Fields | None) -> str:
    return _quoted(view.data) + _padding(view.pad_length)


def _headers(view: payloads.Headers, frame: Frame, fields: Fields | None) -> str:
    return _block(view.fragment, fields) + _padding(view.pad_length)


def _priority(view: payloads.Priority, frame: Frame, fields: Fields | None) -> str:
    exclusive = " exclusive" if view.exclusive else ""
    return f"depends_on={view.depends_on} weight={view.weight}{exclusive}"


def _rst_stream(view: payloads.RstStream, frame: Frame, fields: Fields | None) -> str:
    return error_code_name(view.error_code)


def _settings(view: payloads.Settings, frame: Frame, fields: Fields | None) -> str:
    shown = [f"{setting_name(name)}={value}" for name, value in view.pairs[:SETTINGS_SHOWN]]
    if len(view.pairs) > SETTINGS_SHOWN:
        shown.append(f"{ELLIPSIS} {len(view.pairs)} settings")
    if view.surplus:
        shown.append(f"cut off: {_hex(view.surplus)}")
    if frame.has_flag(ACK):
        shown.insert(0, "ACK")
    return " ".join(shown) or "no settings"


def _push_promise(view: payloads.PushPromise, frame: Frame, fields: Fields | None) -> str:
    block = _block(view.fragment, fields)
    return f"promised={view.promised_stream_id} {block}{_padding(view.pad_length)}"


def _ping(view: payloads.Ping, frame: Frame, fields: Fields | None) -> str:
    return ("ACK " if frame.has_flag(ACK) else "") + _hex(view.opaque_data)


def _goaway(view: payloads.GoAway, frame: Frame, fields: Fields | None) -> str:
    debug = f" {_quoted(view.debug_data)}" if view.debug_data else ""
    return f"{error_code_name(view.error_code)} last={view.last_stream_id}{debug}"


def _window_update(view: payloads.WindowUpdate, frame: Frame, fields: Fields | None) -> str:
    return f"+{view.increment}"


def _continuation(view: payloads.Continuation, frame: Frame, fields: Fields | None) -> str:
    return _block(view.fragment, fields)


def _altsvc(view: payloads.AltSvc, frame: Frame, fields: Fields | None) -> str:
    return f"{_value(view.origin)} {_value(view.field_value)}".strip()


def _origin(view: payloads.Origin, frame: Frame, fields: Fields | None) -> str:
    shown = [_value(origin) for origin in view.origins[:ORIGINS_SHOWN]]
    if len(view.origins) > ORIGINS_SHOWN:
        shown.append(f"{ELLIPSIS} {len(view.origins)} origins")
    if view.surplus:
        shown.append(f"cut off: {_hex(view.surplus)}")
    return " ".join(shown) or "no origins"


def _priority_update(view: payloads.PriorityUpdate, frame: Frame, fields: Fields | None) -> str:
    return f"prioritized={view.prioritized_stream_id} {_quoted(view.field_value)}"


def _unknown(view: payloads.Unknown, frame: Frame, fields: Fields | None) -> str:
    return _quoted(view.payload)


_SUMMARIES: dict[type, Callable[[Any, Frame, Fields | None], str]] = {
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
