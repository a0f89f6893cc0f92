"""Actions whose DATA says less, octet for octet as long. Knows actions and frames.

What is hidden of a content is all of it, unless a `hide` that is given says which octets.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from h2craft.actions import Action, CraftedFrame, Data, Raw, Send, SendOctets
from h2craft.export.masks import stars
from h2craft.wire import Frame, FrameType, PieceKind, Splitter, payloads

LARGEST_FRAME = 1 << 24

Hide = Callable[[bytes], bytes]


def without_contents(action: Action, hide: Hide = stars) -> Action:
    """The action; itself where nothing it sends is hidden."""
    if isinstance(action, Send):
        frames = tuple(_frame(one, hide) for one in action.frames)
        return action if frames == action.frames else replace(action, frames=frames)
    if isinstance(action, SendOctets):
        octets = _octets(action.octets, hide)
        return action if octets == action.octets else SendOctets(octets=octets)
    return action


def masked_data(frame: Frame, hide: Hide = stars) -> bytes:
    """The payload of a DATA frame: its content masked, its padding as it was."""
    view = frame.view
    if not isinstance(view, payloads.Data):
        return frame.payload
    data = hide(view.data)
    return frame.payload if data == view.data else replace(view, data=data).encode()


def _frame(crafted: CraftedFrame, hide: Hide) -> CraftedFrame:
    if isinstance(crafted, Data):
        return replace(crafted, data=hide(crafted.data))
    if isinstance(crafted, Raw) and crafted.type == FrameType.DATA:
        return replace(crafted, payload=hide(crafted.payload))
    return crafted


def _octets(octets: bytes, hide: Hide) -> bytes:
    splitter = Splitter(expect_preface=False, max_frame_size=LARGEST_FRAME)
    made = []
    for kind, piece in splitter.feed(octets):
        frame = Frame(piece) if kind is PieceKind.FRAME else None
        made.append(piece if frame is None else piece[:9] + masked_data(frame, hide))
    rest = bytes(splitter.pending)
    if rest[3:4] == bytes((FrameType.DATA,)):
        rest = rest[:9] + hide(rest[9:])
    return b"".join((*made, rest))
