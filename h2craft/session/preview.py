"""What an action would do, in lines to look at. Knows the client's preview, no widget."""

from __future__ import annotations

from h2craft.client import FramePreview, Preview
from h2craft.explain import Line, Role, Span, Text
from h2craft.session.visible import printed
from h2craft.wire import Frame, elide

HEADER_LENGTH = 9
HEX_WIDTH = 8  # octets on a line: the pane beside the form is narrow
HEX_LINES = 16  # of each frame; more are counted
SUMMARY_OCTETS = 24
FRAMES_SHOWN = 16
REASON_LENGTH = 400

# RFC 9113 4.1: Length, Type, Flags, Reserved and Stream Identifier.
_HEADER = ((0, 3, Role.VALUE), (3, 4, Role.NAME), (4, 5, Role.GOOD), (5, 9, Role.RECEIVED))


def summary(preview: Preview) -> Line:
    """One line: how much, the first octets, and what stands against it or what waits."""
    octets = _all(preview)
    spans: list[Span] = []
    if preview.refused:
        spans.append(Span(f"refused: {_reason(preview)}  ", Role.ERROR))
    if octets:
        spans.append(Span(_count(preview, octets), Role.STRONG))
        spans += _hex(octets[: HEADER_LENGTH + SUMMARY_OCTETS], whole_frame=not preview.octets)
        if len(octets) > HEADER_LENGTH + SUMMARY_OCTETS:
            spans.append(Span("\N{HORIZONTAL ELLIPSIS}", Role.DIM))
    if preview.waiting:
        spans.append(Span(f"  {_waiting(preview)}", Role.WARNING))
    steps = [frame.step for frame in preview.frames if frame.step]
    if steps:
        spans.append(Span(f"  h2 out of step: {_safe(steps[0])}", Role.WARNING))
    return tuple(spans) or (Span("no octets leave", Role.DIM),)


def _count(preview: Preview, octets: bytes) -> str:
    frames = len(preview.frames)
    several = f" in {frames} frames" if frames > 1 else ""
    return f"{len(octets):,} octet{'' if len(octets) == 1 else 's'}{several}  "


def _waiting(preview: Preview) -> str:
    why = f": {_safe(preview.why)}" if preview.why else ""
    return f"{preview.waiting:,} octets would wait for a window{why}"


def details(preview: Preview) -> Text:
    """All of it: each frame's octets and what h2 is told."""
    lines: Text = []
    if preview.refused:
        lines.append((Span(f"refused: {_reason(preview)}", Role.ERROR),))
    octets = _all(preview)
    if octets:
        lines.append((Span(_count(preview, octets).strip(), Role.STRONG),))
    if preview.octets:
        lines += _dump(preview.octets, whole_frame=False)
    for frame in preview.frames[:FRAMES_SHOWN]:
        lines += _frame(frame)
    if len(preview.frames) > FRAMES_SHOWN:
        lines.append((Span(f"and {len(preview.frames) - FRAMES_SHOWN} more frames", Role.DIM),))
    if preview.waiting:
        lines.append((Span(_waiting(preview), Role.WARNING),))
    return lines or [(Span("no octets leave", Role.DIM),)]


def _frame(frame: FramePreview) -> Text:
    lines: Text = []
    if len(frame.octets) >= HEADER_LENGTH:
        head = Frame(frame.octets)
        flags = "|".join(head.flag_names)
        text = f"{head.name} stream {head.stream_id} {flags} length {head.length}"
        lines.append((Span(" ".join(text.split()), Role.HEAD),))
    lines += _dump(frame.octets, whole_frame=True)
    if frame.told:
        lines.append((Span("  h2 is told: ", Role.DIM), Span(_safe(frame.told))))
    if frame.step:
        lines.append((Span(f"  h2 out of step: {_safe(frame.step)}", Role.WARNING),))
    return lines


def _dump(octets: bytes, *, whole_frame: bool) -> Text:
    lines: Text = []
    if whole_frame:
        lines.append((Span("  "), *_hex(octets[:HEADER_LENGTH], whole_frame=True)))
        octets = octets[HEADER_LENGTH:]
    for at in range(0, min(len(octets), HEX_LINES * HEX_WIDTH), HEX_WIDTH):
        row = octets[at : at + HEX_WIDTH]
        text = "".join(chr(octet) if 0x20 <= octet < 0x7F else "." for octet in row)
        dump = f"  {row.hex(' '):<{3 * HEX_WIDTH}}"
        lines.append((Span(dump, Role.OCTETS), Span(f" |{text}|", Role.DIM)))
    if len(octets) > HEX_LINES * HEX_WIDTH:
        left = len(octets) - HEX_LINES * HEX_WIDTH
        lines.append((Span(f"  and {left:,} more octets", Role.DIM),))
    return lines


def _hex(octets: bytes, *, whole_frame: bool) -> Line:
    """Hexadecimal; of a frame, the parts of its header stand apart."""
    if not whole_frame:
        return (Span(octets.hex(" "), Role.OCTETS),)
    spans = [
        Span(f"{octets[start:end].hex()} ", role) for start, end, role in _HEADER if octets[start:]
    ]
    if octets[HEADER_LENGTH:]:
        spans.append(Span(f" {octets[HEADER_LENGTH:].hex(' ')}", Role.OCTETS))
    return tuple(spans)


def _all(preview: Preview) -> bytes:
    return preview.octets + b"".join(frame.octets for frame in preview.frames)


def _reason(preview: Preview) -> str:
    section = preview.section
    named = f" (RFC {'' if ' ' in section else '9113 '}{section})" if section else ""
    return f"{_safe(preview.refused)}{named}"


def _safe(text: str) -> str:
    """Reasons may quote what a peer has sent."""
    return elide(printed(text), REASON_LENGTH)


def cut(octets: bytes) -> list[bytes]:
    """Octets as the frames they are; what claims more than there is is the last."""
    found = []
    while len(octets) >= HEADER_LENGTH:
        end = HEADER_LENGTH + int.from_bytes(octets[:3], "big")
        found.append(octets[:end])
        octets = octets[end:]
    return [*found, octets] if octets else found


def carets(message: str, column: int, length: int, width: int) -> Line:
    """Carets under what stands above from `column` on, and the message on the roomier side."""
    column = max(0, min(column, width - 1))
    marks = "^" * max(1, min(length, width - column))
    after = width - column - len(marks) - 2  # cells behind them, where words stand usually
    if len(message) <= after or after >= column - 2:
        said = f"  {elide(message, after)}" if after > 0 else ""
        return (Span(" " * column), Span(marks, Role.ERROR), Span(said, Role.ERROR))
    said = f"{elide(message, column - 2):>{column - 2}}  "
    return (Span(said, Role.ERROR), Span(marks, Role.ERROR))
