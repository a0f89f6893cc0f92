"""Actions whose DATA says nothing, octet for octet as long. Knows actions and frames."""

from __future__ import annotations

from dataclasses import replace

from h2craft.actions import Action, CraftedFrame, Data, Raw, Send, SendOctets
from h2craft.export.masks import stars
from h2craft.wire import Frame, FrameType, PieceKind, Splitter, payloads

LARGEST_FRAME = 1 << 24


def without_contents(action: Action) -> Action:
    """The action; itself where it sends no content."""
    if isinstance(action, Send):
        frames = tuple(map(_frame, action.frames))
        return action if frames == action.frames else replace(action, frames=frames)
    if isinstance(action, SendOctets):
        octets = _octets(action.octets)
        return action if octets == action.octets else SendOctets(octets=octets)
    return action


def masked_data(frame: Frame) -> bytes:
    """The payload of a DATA frame: its content masked, its padding as it was."""
    view = frame.view
    if not isinstance(view, payloads.Data):
        return frame.payload
    return replace(view, data=stars(view.data)).encode()


def _frame(crafted: CraftedFrame) -> CraftedFrame:
    if isinstance(crafted, Data):
        return replace(crafted, data=stars(crafted.data))
    if isinstance(crafted, Raw) and crafted.type == FrameType.DATA:
        return replace(crafted, payload=stars(crafted.payload))
    return crafted


def _octets(octets: bytes) -> bytes:
    splitter = Splitter(expect_preface=False, max_frame_size=LARGEST_FRAME)
    made = []
    for kind, piece in splitter.feed(octets):
        frame = Frame(piece) if kind is PieceKind.FRAME else None
        made.append(piece if frame is None else piece[:9] + masked_data(frame))
    rest = bytes(splitter.pending)
    if rest[3:4] == bytes((FrameType.DATA,)):
        rest = rest[:9] + stars(rest[9:])
    return b"".join((*made, rest))
