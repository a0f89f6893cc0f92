from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from h2craft.actions import (
    AltSvc,
    Close,
    Continuation,
    Data,
    Door,
    Field,
    GoAway,
    Headers,
    Hpack,
    Origin,
    Ping,
    Priority,
    PushPromise,
    Raw,
    RstStream,
    Send,
    SendOctets,
    Settings,
    WindowUpdate,
)
from h2craft.language import FORMS, LanguageError, action_of, form_of

OK = Field(b":status", b"200")
BY_NAME = {form.name: form for form in FORMS}


@given(data=st.data())
def test_a_form_says_the_same_action_again(data: Any, any_send: Any) -> None:
    action = data.draw(any_send)
    filled = form_of(action)
    if filled is not None:
        name, values = filled
        assert action_of(name, values) == action
        assert set(values) == {field.name for field in BY_NAME[name].fields}


@given(data=st.data())
def test_every_frame_by_the_wire_has_a_form(data: Any, any_frame: Any) -> None:
    frame = data.draw(any_frame)
    filled = form_of(Send(frames=(frame,), door=Door.WIRE))
    assert filled is not None or (isinstance(frame, Data) and frame.whole)


def lawful(frame: Any) -> Send:
    return Send(frames=(frame,))


def wire(frame: Any) -> Send:
    return Send(frames=(frame,), door=Door.WIRE)


@pytest.mark.parametrize(
    ("action", "name"),
    [
        (lawful(Data(stream_id=1, end_stream=True)), "end_stream"),
        (lawful(Data(stream_id=1, data=b"x")), "write_data"),
        (lawful(Data(stream_id=1, data=b"x", whole=True)), "write_data_frame"),
        (lawful(Headers(stream_id=1, fields=(OK,))), "write_headers"),
        (
            lawful(Headers(stream_id=1, fields=(Field(b":status", b"103"),))),
            "write_informational",
        ),
        (
            lawful(Headers(stream_id=1, fields=(Field(b"a", b"b"),), end_stream=True)),
            "write_trailers",
        ),
        (lawful(PushPromise(stream_id=1)), "write_push"),
        (lawful(Settings(pairs=((4, 1),))), "write_settings"),
        (lawful(GoAway()), "write_goaway"),
        (lawful(RstStream(stream_id=1)), "write_rst_stream"),
        (lawful(WindowUpdate(increment=1)), "write_window_update"),
        (lawful(Ping()), "write_ping"),
        (wire(Headers(stream_id=1, end_headers=False)), "HEADERS"),
        (wire(Data(stream_id=1)), "DATA"),
        (wire(PushPromise(stream_id=1, promised_stream_id=2)), "PUSH_PROMISE"),
        (wire(Continuation(stream_id=1)), "CONTINUATION"),
        (wire(Settings()), "SETTINGS"),
        (wire(Ping(opaque_data=b"")), "PING"),
        (wire(GoAway()), "GOAWAY"),
        (wire(RstStream(stream_id=1)), "RST_STREAM"),
        (wire(WindowUpdate(increment=0)), "WINDOW_UPDATE"),
        (wire(Priority(stream_id=1)), "PRIORITY"),
        (wire(AltSvc(field_value=b"clear")), "ALTSVC"),
        (wire(Origin(origins=(b"a", b"", b"b c"))), "ORIGIN"),
        (wire(Raw(type=0xFA, flags=0xFF)), "RAW"),
        (SendOctets(octets=b"\0"), "octets"),
    ],
)
def test_the_form_is_the_nearest_to_the_action(action: Any, name: str) -> None:
    filled = form_of(action)
    assert filled is not None and filled[0] == name
    assert action_of(*filled) == action


def test_what_only_a_line_can_say_has_no_form() -> None:
    ping = Ping()
    assert form_of(Send(frames=(ping, ping), door=Door.WIRE)) is None
    assert form_of(Close()) is None
    assert form_of(lawful(Headers(stream_id=1, block=b"\x88"))) is None
    assert form_of(lawful(Data(stream_id=1, elided=5))) is None


def test_what_is_left_out_is_as_its_default() -> None:
    assert action_of("PING", {}) == wire(Ping())
    assert action_of("GOAWAY", {}) == wire(GoAway())
    assert action_of("HEADERS", {"stream_id": "1"}) == wire(Headers(stream_id=1))
    assert action_of("RST_STREAM", {"stream_id": "1", "uninformed": "yes"}) == Send(
        frames=(RstStream(stream_id=1),), door=Door.WIRE, inform=False
    )


def test_a_block_is_nobodys_unless_somebody_is_named() -> None:
    action = action_of("HEADERS", {"stream_id": "1", "block": "hex(88)"})
    assert action == wire(Headers(stream_id=1, block=b"\x88", hpack=Hpack.OCTETS))


def test_the_status_has_a_field_of_its_own() -> None:
    values = {"stream_id": "1", "status": "200", "fields": "content-type: text/plain"}
    head = Headers(stream_id=1, fields=(OK, Field(b"content-type", b"text/plain")))
    assert action_of("write_headers", values) == lawful(head)


@pytest.mark.parametrize(
    ("name", "values", "field", "position"),
    [
        ("DATA", {"stream_id": "one"}, "stream_id", 0),
        ("DATA", {}, "stream_id", 0),
        ("DATA", {"stream_id": "1", "padding": " 256"}, "padding", 1),
        ("DATA", {"stream_id": "1", "data": '"a" "b'}, "data", 4),
        ("HEADERS", {"stream_id": "1", "fields": "a=1\nb"}, "fields", 4),
        ("HEADERS", {"stream_id": "1", "fields": "a=1\nb: 2\n{x}c=1"}, "fields", 9),
        ("SETTINGS", {"pairs": "MAX_FRAME_SIZE=1 X=2"}, "pairs", 17),
        ("RAW", {"type": "DATA", "flags": "END_STREAM|X"}, "flags", 11),
        ("write_informational", {"stream_id": "1", "status": "200"}, "status", 0),
        ("RST_STREAM", {"stream_id": "1", "error_code": "CANCELED"}, "error_code", 0),
    ],
)
def test_an_error_names_the_field_and_points_into_its_text(
    name: str, values: dict[str, str], field: str, position: int
) -> None:
    with pytest.raises(LanguageError) as caught:
        action_of(name, values)
    assert (caught.value.field, caught.value.position) == (field, position)
    assert caught.value.text == values.get(field, "")


def test_a_form_there_is_none_of_is_an_error() -> None:
    with pytest.raises(LanguageError, match="did you mean HEADERS"):
        action_of("HEADRS", {})


def test_every_form_can_be_shown() -> None:
    assert len(BY_NAME) == len(FORMS)
    for form in FORMS:
        names = [field.name for field in form.fields]
        assert len(set(names)) == len(names)
        assert form.title and form.section
        for field in form.fields:
            assert field.label and field.sentence
            assert field.kind != "choice" or field.choices
            assert field.kind != "flag" or field.default in ("yes", "no")


@given(name=st.sampled_from([form.name for form in FORMS]), data=st.data())
def test_whatever_stands_in_the_fields_only_its_own_error_is_raised(name: str, data: Any) -> None:
    texts = st.text(max_size=8) | st.sampled_from(("1", "0x9", "a=b", 'hex("', '"', "yes", "a: b"))
    values = {field.name: data.draw(texts) for field in BY_NAME[name].fields}
    try:
        action_of(name, values)
    except LanguageError as error:
        assert error.field in values
        assert error.text == values[error.field]
        assert 0 <= error.position <= len(error.text)


@pytest.mark.parametrize(
    "frame", [Data(stream_id=1, padding=300), WindowUpdate(stream_id=1, increment=2**40)]
)
def test_what_no_wire_holds_has_no_form(frame: Any) -> None:
    assert form_of(Send(frames=(frame,), door=Door.WIRE)) is None


def test_a_form_says_that_h2_is_not_informed() -> None:
    frame = WindowUpdate(stream_id=1, increment=5)
    told = form_of(Send(frames=(frame,), door=Door.WIRE, inform=True))
    untold = form_of(Send(frames=(frame,), door=Door.WIRE, inform=False))
    assert told is not None and untold is not None
    assert untold[1] == {**told[1], "uninformed": "yes"}
