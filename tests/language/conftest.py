"""Every action a line can say, for properties: strategies as fixtures, to be drawn from."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import strategies as st

from h2craft.actions import (
    AUTOMATIC_REPLIES,
    Action,
    AltSvc,
    Await,
    Close,
    CloseHow,
    Continuation,
    CraftedFrame,
    Data,
    Door,
    Field,
    GoAway,
    Headers,
    Hpack,
    Note,
    Origin,
    Ping,
    Policy,
    Priority,
    PushPromise,
    Raw,
    Reply,
    RstStream,
    Send,
    SendOctets,
    Settings,
    Sleep,
    WindowUpdate,
)
from h2craft.wire import Representation

WORD = 2**32 - 1
streams = st.one_of(st.integers(0, 7), st.integers(0, 2**31 - 1))
words = st.one_of(st.integers(0, 300), st.integers(0, WORD))
octets = st.one_of(
    st.binary(max_size=40),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=20).map(str.encode),
    st.builds(
        lambda octet, times: bytes((octet,)) * times, st.integers(0, 255), st.integers(0, 99)
    ),
)
names = st.one_of(
    octets,
    st.sampled_from(
        (b":status", b"x", b"padding", b"priority", b"block", b"hpack", b"end_stream", b"promised")
    ),
    st.sampled_from((b"cookie", b"host", b"connection", b"X", b" x", b"+", b"wire", b"!x", b"{a}")),
)
field_values = st.one_of(octets, st.sampled_from((b"200", b"103", b"(no,1,2)", b"hex(00)", b'b"')))
fields = st.builds(
    Field,
    names,
    field_values,
    st.sampled_from((None, None, None, *set(Representation) - {Representation.SIZE_UPDATE})),
    st.sampled_from((None, None, True, False)),
)
statuses = st.sampled_from((b"200", b"103", b"404", b"abc", b"0200", b"")).map(
    lambda status: Field(b":status", status)
)
heads = st.one_of(
    st.lists(fields, max_size=4).map(tuple),
    st.builds(lambda first, rest: (first, *rest), statuses, st.lists(fields, max_size=3)),
)
paddings = st.none() | st.integers(0, 255)
blocks = st.none() | octets
doors = st.sampled_from(Door)


def block_arguments() -> dict[str, Any]:
    return {"fields": heads, "hpack": st.sampled_from(Hpack), "block": blocks}


frames: st.SearchStrategy[CraftedFrame] = st.one_of(
    st.builds(
        Data,
        stream_id=streams,
        data=octets,
        end_stream=st.booleans(),
        padding=paddings,
        whole=st.booleans(),
    ),
    st.builds(
        Headers,
        stream_id=streams,
        end_stream=st.booleans(),
        end_headers=st.booleans(),
        padding=paddings,
        priority=st.none() | st.tuples(st.booleans(), streams, st.integers(1, 256)),
        **block_arguments(),
    ),
    st.builds(Headers, stream_id=streams, fields=heads, end_stream=st.booleans()),
    st.builds(Continuation, stream_id=streams, end_headers=st.booleans(), **block_arguments()),
    st.builds(
        PushPromise,
        stream_id=streams,
        promised_stream_id=st.none() | words,
        end_headers=st.booleans(),
        padding=paddings,
        **block_arguments(),
    ),
    st.builds(PushPromise, stream_id=streams, fields=heads),
    st.builds(
        Priority,
        stream_id=streams,
        depends_on=streams,
        weight=st.integers(1, 256),
        exclusive=st.booleans(),
    ),
    st.builds(RstStream, stream_id=streams, error_code=words),
    st.builds(
        Settings,
        pairs=st.lists(
            st.tuples(st.one_of(st.integers(1, 9), st.integers(0, 0xFFFF)), words), max_size=4
        ).map(tuple),
        ack=st.booleans(),
        stream_id=st.just(0) | streams,
    ),
    st.builds(
        Ping,
        opaque_data=st.just(bytes(8)) | octets,
        ack=st.booleans(),
        stream_id=st.just(0) | streams,
    ),
    st.builds(
        GoAway,
        last_stream_id=st.none() | words,
        error_code=words,
        debug_data=octets,
        stream_id=st.just(0) | streams,
    ),
    st.builds(WindowUpdate, increment=words, stream_id=streams),
    st.builds(AltSvc, field_value=octets, origin=octets, stream_id=st.just(0) | streams),
    st.builds(
        Origin, origins=st.lists(octets, max_size=3).map(tuple), stream_id=st.just(0) | streams
    ),
    st.builds(
        Raw,
        type=st.one_of(st.integers(0, 16), st.integers(0, 255)),
        payload=octets,
        flags=st.integers(0, 255),
        stream_id=streams,
        length=st.none() | st.integers(0, 2**24 - 1),
        reserved=st.integers(0, 1),
    ),
)
sends = st.builds(
    Send,
    frames=st.one_of(st.tuples(frames), st.lists(frames, min_size=2, max_size=3).map(tuple)),
    door=doors,
    inform=st.sampled_from((True, True, False)),
)
seconds = st.floats(0, 1e9, allow_nan=False, allow_subnormal=False)
patterns = st.sampled_from(
    (
        "",
        "type:HEADERS",
        "dir:received type:PING flag:ACK",
        "dir:received type:PING or stream:1",
        '"two words" or x',
        ' "timeout=3"',
        "timeout=3",
        'pattern="x"',
        "a\nb",
        " padded ",
        "text:é",
    )
)
seqs = st.lists(st.integers(0, 2**40), max_size=3).map(tuple)
others: st.SearchStrategy[Action] = st.one_of(
    st.builds(SendOctets, octets=octets),
    st.builds(Sleep, seconds=seconds),
    st.builds(Await, pattern=patterns, timeout_seconds=st.none() | seconds),
    st.builds(Close, how=st.sampled_from(CloseHow)),
    st.builds(
        Policy,
        changes=st.dictionaries(st.sampled_from(AUTOMATIC_REPLIES), st.sampled_from(Reply)),
        release=seqs,
        drop=seqs,
    ),
    st.builds(
        Note, text=st.text(max_size=30) | st.sampled_from(("", " a", 'text="b"', "timeout="))
    ),
)


@pytest.fixture(scope="session")
def any_frame() -> st.SearchStrategy[CraftedFrame]:
    return frames


@pytest.fixture(scope="session")
def any_send() -> st.SearchStrategy[Send]:
    return sends


@pytest.fixture(scope="session")
def any_action() -> st.SearchStrategy[Action]:
    return st.one_of(sends, others)
