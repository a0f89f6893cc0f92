"""What is nobody else's business, taken out of a recording. Knows scores and actions; no file.

Theory of operation. The values of credentials and cookies become `secret-1`, `secret-2`..., in the
order they come up in time, the same for the same, so that a recording says the same again whenever
it is made. Of cookies the value goes and the name and the attributes stay (RFC 6265 4), so that a
client that is given one can be seen to send it back.

They stand in three places: in the fields of frames, in what the client has said, and in octets
somebody has written for a header block. Such a block is read with an empty table, line by line;
what is no secret keeps its octets. One that cannot be read so, because it names entries of a table
that is not there or is only a part, may hold anything: that is said, as a remark.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from operator import attrgetter
from typing import Any

from h2craft.actions import (
    FRAME_TYPES,
    Action,
    Continuation,
    CraftedFrame,
    Field,
    Headers,
    PushPromise,
    Raw,
    Send,
    SendOctets,
)
from h2craft.scenario.rules import SECRETS
from h2craft.scenario.score import Act, Load, Said, Score
from h2craft.wire import (
    HEADER_LENGTH,
    Decoder,
    Encoder,
    Frame,
    HeaderField,
    PieceKind,
    Representation,
    Splitter,
    frame_type_name,
    payloads,
)

KEPT = 100_000  # secrets that are told apart; further ones are all called the same
WORD = "secret-"

_NAMES = frozenset(name.encode() for name in SECRETS)
_COOKIES = frozenset((b"cookie",))
_SET_COOKIES = frozenset((b"set-cookie",))
_BLOCKS = payloads.Headers | payloads.PushPromise | payloads.Continuation
_BLOCK_ACTIONS = Headers | PushPromise | Continuation
_in_text = re.compile(rb"(?i)(?:proxy-)?authorization|(?:set-)?cookie").search

Change = Callable[[bytes, bytes], bytes]  # of the value of a field, by its name


def without_secrets(score: Score, load: Load) -> tuple[Score, Load]:
    """The recording with placeholders instead of credentials and cookies, and how to load it.

    Every act is loaded once here, in order. Raises what `load` raises.
    """
    words = _Words()
    hiding = Hiding(words.of)
    said = {id(one): _said_without(one, words.of) for one in _in_order(score, load, hiding)}
    remarks = (*score.remarks, *hiding.doubts)
    hidden = tuple(said[id(one)] for one in score.said)
    return replace(score, said=hidden, remarks=remarks), lambda seq: hiding.action(load(seq))


def _in_order(score: Score, load: Load, hiding: Hiding) -> Iterator[Said]:
    """What was said; the acts between are looked at, so that secrets are numbered as they came."""
    both: list[Said | Act] = sorted((*score.said, *score.acts), key=attrgetter("seq"))
    for one in both:
        if isinstance(one, Said):
            yield one
        else:
            hiding.action(load(one.seq))


class _Words:
    """A word for every secret."""

    def __init__(self) -> None:
        self._words: dict[bytes, bytes] = {}

    def of(self, name: bytes, value: bytes) -> bytes:
        """The value of a field as it may be passed on."""
        kind = name.strip().lower()
        if kind not in _NAMES or not value:
            return value
        if kind in _COOKIES:
            return b"; ".join(map(self._pair, value.split(b"; ")))
        if kind in _SET_COOKIES:
            pair, semicolon, attributes = value.partition(b";")
            return self._pair(pair) + semicolon + attributes
        return self._word(value)

    def _pair(self, pair: bytes) -> bytes:
        name, equals, value = pair.partition(b"=")
        return name + equals + self._word(value) if equals else self._word(pair)

    def _word(self, secret: bytes) -> bytes:
        if not secret:
            return secret
        if secret not in self._words and len(self._words) >= KEPT:
            return f"{WORD}{KEPT + 1}".encode()
        return self._words.setdefault(secret, f"{WORD}{len(self._words) + 1}".encode())


def _said_without(said: Said, change: Change) -> Said:
    meaning = dict(said.meaning)
    if meaning.get("fields"):
        meaning["fields"] = [_line(name, value, change) for name, value in meaning["fields"]]
    text = meaning.get("text")
    if isinstance(text, str) and (found := _in_text(text.encode("latin-1", "replace"))):
        meaning["text"] = text[: found.start()]
    return replace(said, meaning=meaning) if meaning != said.meaning else said


def _line(name: Any, value: Any, change: Change) -> list[Any]:
    if not isinstance(name, str) or not isinstance(value, str):
        return [name, value]
    octets = change(name.encode("latin-1", "replace"), value.encode("latin-1", "replace"))
    return [name, octets.decode("latin-1") if name.strip().lower() in SECRETS else value]


class Hiding:
    """Actions without their secrets, which `change` takes out of the values of fields.

    doubts  sentences about what may hold some all the same
    """

    def __init__(self, change: Change) -> None:
        self._change = change
        self.doubts: dict[str, None] = {}

    def action(self, action: Action) -> Action:
        """The action; itself where there is nothing in it."""
        if isinstance(action, Send):
            frames = tuple(map(self._frame, action.frames))
            return action if frames == action.frames else replace(action, frames=frames)
        return self._octets(action) if isinstance(action, SendOctets) else action

    def _frame(self, crafted: CraftedFrame) -> CraftedFrame:
        if isinstance(crafted, Raw):
            return self._raw(crafted)
        if not isinstance(crafted, _BLOCK_ACTIONS):
            return crafted
        fields = tuple(map(self._field, crafted.fields))
        made = crafted if fields == crafted.fields else replace(crafted, fields=fields)
        if crafted.block is not None:
            what = frame_type_name(FRAME_TYPES[type(crafted)])
            block = self._block(crafted.block, what, crafted.stream_id)
            made = made if block == crafted.block else replace(made, block=block)
        return made

    def _field(self, field: Field) -> Field:
        value = self._change(field.name, field.value)
        return field if value == field.value else field._replace(value=value)

    def _block(self, block: bytes, what: str, stream_id: int) -> bytes:
        """A header block, or a part of one."""
        try:
            lines = Decoder().read(block)
        except Exception:  # hpack's, for whatever octets there are
            self._doubt(f"The header block of {what} on stream {stream_id}")
            return block
        return b"".join(map(self._block_line, lines))

    def _block_line(self, line: HeaderField) -> bytes:
        """A literal anew where it has a secret; an index says what its literal has said before."""
        value = self._change(line.name, line.value)
        indexed = line.representation in (Representation.INDEXED, Representation.SIZE_UPDATE)
        if indexed or value == line.value:
            return line.octets
        return Encoder().encode([Field(line.name, value, line.representation)])

    def _doubt(self, what: str) -> None:
        self.doubts[f"{what} is octets: look through it before you pass the file on."] = None

    # Frames as octets

    def _raw(self, raw: Raw) -> Raw:
        try:
            frame = Frame.build(raw.type, raw.payload, flags=raw.flags, stream_id=raw.stream_id)
        except ValueError:
            return raw
        payload = self._payload(frame)
        return raw if payload == raw.payload else replace(raw, payload=payload)

    def _payload(self, frame: Frame) -> bytes:
        view = frame.view
        if not isinstance(view, _BLOCKS):
            return frame.payload
        fragment = self._block(view.fragment, frame.name, frame.stream_id)
        return (
            frame.payload
            if fragment == view.fragment
            else replace(view, fragment=fragment).encode()
        )

    def _octets(self, action: SendOctets) -> SendOctets:
        """Whole frames among the octets; what is none is looked at for the names alone."""
        splitter = Splitter(expect_preface=False, max_frame_size=1 << 24)
        made = []
        for kind, piece in splitter.feed(action.octets):
            made.append(self._piece(piece) if kind is PieceKind.FRAME else piece)
        rest = bytes(splitter.pending)
        if _cut_block(rest) or _in_text(rest):
            self._doubt("What was written")
        octets = b"".join((*made, rest))
        return action if octets == action.octets else SendOctets(octets=octets)

    def _piece(self, octets: bytes) -> bytes:
        frame = Frame(octets)
        payload = self._payload(frame)
        if payload == frame.payload:
            return octets
        return len(payload).to_bytes(3, "big") + octets[3:HEADER_LENGTH] + payload


def _cut_block(octets: bytes) -> bool:
    """The beginning of a frame with a header block, of which the rest is elsewhere."""
    return len(octets) > HEADER_LENGTH and octets[3] in _BLOCK_TYPES


_BLOCK_TYPES = frozenset(FRAME_TYPES[one] for one in (Headers, PushPromise, Continuation))
