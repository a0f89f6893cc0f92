"""From the values of a verb to its frame or its actions. Knows no text.

Values are those of the verb's parameters by name, as the readers gave them.
"""

from __future__ import annotations

import itertools
from typing import Any

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
from h2craft.language.command import Asking
from h2craft.language.verb import Values

WAIT_SECONDS = 10.0
"""How long `barrier` and `settle` wait if not told."""

_barriers = itertools.count(1)


def door_of(frame: CraftedFrame, usual: Door) -> Door:
    """The door a frame takes when none is named: the wire, where no lawful frame is like it."""
    if isinstance(frame, Headers | PushPromise) and (
        not frame.end_headers or frame.block is not None or frame.hpack is Hpack.OCTETS
    ):
        return Door.WIRE
    return usual


def usual_hpack(block: bytes | None) -> Hpack:
    """Who makes a header block if nobody says so."""
    return Hpack.SHARED if block is None else Hpack.OCTETS


def _block(values: Values) -> dict[str, Any]:
    how = values["hpack"]
    usual = usual_hpack(values["block"])
    return {
        "stream_id": values["stream"],
        "fields": tuple(values["fields"]),
        "hpack": usual if how is None else Hpack(how),
        "block": values["block"],
    }


def data(values: Values) -> Data:
    return Data(
        stream_id=values["stream"],
        data=b"".join(values["data"]),
        end_stream=values["end_stream"],
        padding=values["padding"],
        whole=values["whole"],
    )


def end(values: Values) -> Data:
    return Data(stream_id=values["stream"], end_stream=True)


def headers(values: Values) -> Headers:
    return Headers(
        **_block(values),
        end_stream=values["end_stream"],
        end_headers=values["end_headers"],
        padding=values["padding"],
        priority=values["priority"],
    )


def request(values: Values) -> tuple[CraftedFrame, ...]:
    """The head of a request, RFC 9113 8.3.1, and its content where it has some."""
    body, ends = values["body"], values["end_stream"]
    head = Headers(
        stream_id=values["stream"],
        fields=_request_fields(values),
        end_stream=ends and body is None,
        padding=values["padding"],
    )
    if body is None:
        return (head,)
    return head, Data(stream_id=values["stream"], data=body, end_stream=ends)


def _request_fields(values: Values) -> tuple[Field, ...]:
    """What was said stands in the place of what a request has by itself.

    CONNECT has neither scheme nor path (RFC 9113 8.5), but for an extended one (RFC 8441 4).
    """
    asking: Asking = values["asking"]
    said = tuple(values["fields"])
    names = {one.name for one in said}
    tunnel = values["method"] == b"CONNECT" and b":protocol" not in names
    pseudo = {b":method": values["method"]}
    for name, usual in ((b"scheme", asking.scheme), (b"authority", asking.authority)):
        pseudo[b":" + name] = values[name.decode()] or usual
    pseudo[b":path"] = asking.path if values["path"] is None else values["path"]
    left_out = (b":scheme", b":path") if tunnel else ()
    made = [
        Field(name, value)
        for name, value in pseudo.items()
        if not (name in names or (name in left_out and values[name[1:].decode()] is None))
    ]
    made += [one for one in said if one.name[:1] == b":"]
    made += [one for one in asking.fields if one.name not in names]
    return (*made, *(one for one in said if one.name[:1] != b":"))


def inform(values: Values) -> Headers:
    status = Field(b":status", b"%d" % values["status"])
    return headers({**values, "fields": (status, *values["fields"]), "end_stream": False})


def continuation(values: Values) -> Continuation:
    return Continuation(**_block(values), end_headers=values["end_headers"])


def push(values: Values) -> PushPromise:
    return PushPromise(
        **_block(values),
        promised_stream_id=values["promised"],
        end_headers=values["end_headers"],
        padding=values["padding"],
    )


def priority(values: Values) -> Priority:
    return Priority(
        stream_id=values["stream"],
        depends_on=values["depends_on"],
        weight=values["weight"],
        exclusive=values["exclusive"],
    )


def rst(values: Values) -> RstStream:
    return RstStream(stream_id=values["stream"], error_code=values["code"])


def settings(values: Values) -> Settings:
    return Settings(pairs=tuple(values["settings"]), ack=values["ack"], stream_id=values["stream"])


def ping(values: Values) -> Ping:
    parts = values["data"]
    opaque_data = b"".join(parts) if parts else bytes(8)
    return Ping(opaque_data=opaque_data, ack=values["ack"], stream_id=values["stream"])


def goaway(values: Values) -> GoAway:
    return GoAway(
        last_stream_id=values["last"],
        error_code=values["code"],
        debug_data=b"".join(values["debug"]),
        stream_id=values["stream"],
    )


def window(values: Values) -> WindowUpdate:
    return WindowUpdate(increment=values["increment"], stream_id=values["stream"])


def altsvc(values: Values) -> AltSvc:
    return AltSvc(
        field_value=b"".join(values["value"]),
        origin=values["origin"],
        stream_id=values["stream"],
    )


def origin(values: Values) -> Origin:
    return Origin(origins=tuple(values["origins"]), stream_id=values["stream"])


def raw(values: Values) -> Raw:
    return Raw(
        type=values["type"],
        payload=b"".join(values["payload"]),
        flags=values["flags"] or 0,
        stream_id=values["stream"],
        length=values["length"],
        reserved=values["reserved"],
    )


def octets(values: Values) -> tuple[Action, ...]:
    return (SendOctets(octets=b"".join(values["octets"])),)


def sleep(values: Values) -> tuple[Action, ...]:
    return (Sleep(seconds=values["seconds"]),)


def wait(values: Values) -> tuple[Action, ...]:
    return (Await(pattern=values["pattern"], timeout_seconds=values["timeout"]),)


def barrier(values: Values) -> tuple[Action, ...]:
    """A PING nobody else has sent, and the wait for its ACK: the peer has read all before it."""
    opaque_data = b"h2c%05x" % (next(_barriers) & 0xF_FFFF)
    acked = f"dir:received type:PING flag:ACK text:{opaque_data.hex()}"
    ping = Send(frames=(Ping(opaque_data=opaque_data),), door=Door.WIRE)
    return ping, Await(pattern=acked, timeout_seconds=values["timeout"])


def settle(values: Values) -> tuple[Action, ...]:
    """SETTINGS, and the wait for an ACK; it answers the oldest in flight (RFC 9113 6.5.3)."""
    sent = Send(frames=(Settings(pairs=tuple(values["settings"])),), door=Door.WIRE)
    acked = "dir:received type:SETTINGS flag:ACK"
    return sent, Await(pattern=acked, timeout_seconds=values["timeout"])


def close(values: Values) -> tuple[Action, ...]:
    return (Close(how=CloseHow(values["how"])),)


def policy(values: Values) -> tuple[Action, ...]:
    said = {name: values[name] for name in AUTOMATIC_REPLIES}
    changes = {name: Reply(reply) for name, reply in said.items() if reply is not None}
    return (Policy(changes=changes, release=values["release"], drop=values["drop"]),)


def note(values: Values) -> tuple[Action, ...]:
    return (Note(text=values["text"]),)
