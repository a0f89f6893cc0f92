"""Credentials and cookies, taken out of what is passed on."""

from __future__ import annotations

import pytest

from h2craft.actions import Door, Headers, Hpack, Raw, Send, SendOctets, fields_of
from h2craft.scenario import Said, rendered, without_secrets
from h2craft.wire import Decoder, Encoder, Frame, Representation, encode_stateless, frame_octets

END_HEADERS = 4
BLOCK = encode_stateless([(b":status", b"200"), (b"set-cookie", b"sid=deadbeef; Path=/")])


def hidden(play):
    return without_secrets(play.score(), play.load)


def fields(frame) -> dict[bytes, bytes]:
    return {one.name: one.value for one in frame.fields}


def test_values_are_replaced_the_same_by_the_same_in_the_order_they_came(play) -> None:
    play.talk.request(1, fields=[("authorization", "Basic eA=="), ("cookie", "a=1; b=2")])
    seq = play.fire('headers :status=200 set-cookie="b=2; Path=/" proxy-authorization=other')
    score, load = hidden(play)
    [said] = [one for one in score.said if one.stream == 1]
    assert ["authorization", "secret-1"] in said.meaning["fields"]
    assert ["cookie", "a=secret-2; b=secret-3"] in said.meaning["fields"]
    sent = fields(load(seq).frames[0])
    assert sent[b"set-cookie"] == b"b=secret-3; Path=/"
    assert sent[b"proxy-authorization"] == b"secret-4"
    assert sent[b":status"] == b"200"


def test_nothing_else_is_touched(play) -> None:
    play.talk.request(1)
    seq = play.fire("headers :status=200 x-cookie=1 server=y")
    score, load = hidden(play)
    assert score == play.score()
    assert load(seq) is not None and load(seq) == play.load(seq)


def test_the_same_recording_has_the_same_words(play) -> None:
    play.talk.request(1, fields=[("cookie", "a=1")])
    play.fire("headers :status=200 set-cookie=z=9")
    play.fire("trailers set-cookie=a=1")
    assert rendered(*hidden(play)) == rendered(*hidden(play))


def test_no_secret_is_in_the_script(play) -> None:
    secrets = ["hunter2", "tok3n", "c00kie", "r4w"]
    play.talk.request(1, fields=[("authorization", "Bearer hunter2"), ("cookie", "c00kie")])
    play.fire("headers :status=200 Set-Cookie=s=tok3n")
    play.fire(Send(frames=(Headers(stream_id=1, block=encode_stateless([(b"cookie", b"r4w")])),)))
    text = rendered(*hidden(play))
    assert not [one for one in secrets if one in text]
    assert "secret-1" in text


@pytest.mark.parametrize("name", ["Set-Cookie", "SET-COOKIE", "cookie", "Authorization"])
def test_names_count_in_any_case(play, name) -> None:
    play.talk.request(1)
    fields = fields_of([(":status", 200), (name, "tok3n")])
    seq = play.fire(Send(frames=(Headers(stream_id=1, fields=fields),), door=Door.WIRE))
    _, load = hidden(play)
    assert load(seq).frames[0].fields[1].value == b"secret-1"


def test_how_a_field_is_written_stays(play) -> None:
    play.talk.request(1)
    seq = play.fire("headers :status=200 !set-cookie=a=b")
    _, load = hidden(play)
    field = load(seq).frames[0].fields[1]
    assert field.value == b"a=secret-1"
    assert field.representation is Representation.NEVER


# Octets


def test_a_block_somebody_wrote_keeps_everything_but_the_secret(play) -> None:
    play.talk.request(1)
    frame = Headers(stream_id=1, block=BLOCK, hpack=Hpack.OCTETS)
    seq = play.fire(Send(frames=(frame,), door=Door.WIRE))
    score, load = hidden(play)
    block = load(seq).frames[0].block
    assert [(one.name, one.value) for one in Decoder().read(block)] == [
        (b":status", b"200"),
        (b"set-cookie", b"sid=secret-1; Path=/"),
    ]
    assert not score.remarks


def test_an_entry_a_block_itself_has_made_goes_on_being_named(play) -> None:
    play.talk.request(1)
    encoder = Encoder()
    pair = (b"cookie", b"a=tok3n", Representation.INCREMENTAL, None)
    block = encoder.encode([pair]) + encoder.encode([(b"cookie", b"a=tok3n")])
    seq = play.fire(Send(frames=(Headers(stream_id=1, block=block),), door=Door.WIRE))
    _, load = hidden(play)
    lines = Decoder().read(load(seq).frames[0].block)
    assert [line.value for line in lines] == [b"a=secret-1"] * 2
    assert lines[1].representation is Representation.INDEXED


@pytest.mark.parametrize("block", [b"\xbe", b"\x40\x0a", b"\xff\xff\xff\xff\xff\xff\xff"])
def test_a_block_that_cannot_be_read_alone_is_left_and_said(play, block) -> None:
    play.talk.request(1)
    seq = play.fire(Send(frames=(Headers(stream_id=1, block=block),), door=Door.WIRE))
    score, load = hidden(play)
    assert load(seq).frames[0].block == block
    said = "The header block of HEADERS on stream 1 is octets: look through it before you pass"
    assert [one for one in score.remarks if one.startswith(said)]


@pytest.mark.parametrize("frame_type", [1, 9])
def test_raw_frames_with_header_blocks(play, frame_type) -> None:
    play.talk.request(1)
    raw = Raw(type=frame_type, payload=BLOCK, flags=END_HEADERS, stream_id=1)
    seq = play.fire(Send(frames=(raw,), door=Door.WIRE))
    _, load = hidden(play)
    assert b"deadbeef" not in load(seq).frames[0].payload
    assert Decoder().read(load(seq).frames[0].payload)[1].value == b"sid=secret-1; Path=/"


def test_padding_and_priority_of_a_raw_frame_stay(play) -> None:
    play.talk.request(1)
    payload = b"\x03" + bytes(4) + b"\x0f" + BLOCK + b"abc"
    raw = Raw(type=1, payload=payload, flags=END_HEADERS | 0x8 | 0x20, stream_id=1)
    seq = play.fire(Send(frames=(raw,), door=Door.WIRE))
    _, load = hidden(play)
    made = load(seq).frames[0].payload
    assert made[:6] == payload[:6] and made.endswith(b"abc") and b"deadbeef" not in made


def test_frames_among_octets(play) -> None:
    play.talk.request(1)
    ping = frame_octets(6, 0, 0, b"deadbeef")
    octets = ping + frame_octets(1, END_HEADERS, 1, BLOCK) + b"\0\0"
    seq = play.fire(SendOctets(octets=octets), leaves=False)
    _, load = hidden(play)
    made = load(seq).octets
    assert made.startswith(ping) and made.endswith(b"\0\0")
    frame = Frame(made[len(ping) : -2])
    assert frame.length == len(frame.payload)
    assert Decoder().read(frame.payload)[1].value == b"sid=secret-1; Path=/"


@pytest.mark.parametrize(
    "octets",
    [frame_octets(1, END_HEADERS, 1, BLOCK)[:-3], b"HTTP/1.1 200 OK\r\nSet-Cookie: a=b\r\n\r\n"],
)
def test_octets_that_are_no_whole_frame_and_may_hold_some_are_said(play, octets) -> None:
    play.talk.request(1)
    play.fire(SendOctets(octets=octets), leaves=False)
    score, _ = hidden(play)
    assert any(one.startswith("What was written is octets") for one in score.remarks)


def test_text_a_client_sent_instead_of_http2_is_cut_before_a_secret(talk, playing) -> None:
    from h2craft.trace import Kind

    play = playing.Play(talk)
    talk(Kind.OCTETS_RECEIVED, b"GET / HTTP/1.1\r\nAuthorization: Basic hunter2\r\n\r\n")
    score, _ = hidden(play)
    [said] = score.said
    assert said.meaning["text"] == "GET / HTTP/1.1\r\n"


# What is odd


def test_a_cookie_without_a_value_has_no_secret(play) -> None:
    play.talk.request(1, fields=[("cookie", "a=; b; c=x")])
    score, _ = hidden(play)
    [said] = [one for one in score.said if one.stream == 1]
    assert ["cookie", "a=; secret-1; c=secret-2"] in said.meaning["fields"]


def test_secrets_beyond_those_that_are_kept_are_all_one_word(play, monkeypatch) -> None:
    monkeypatch.setattr("h2craft.scenario.secrets.KEPT", 1)
    play.talk.request(1, fields=[("cookie", "a=x; b=y; c=z; d=x")])
    score, _ = hidden(play)
    [said] = [one for one in score.said if one.stream == 1]
    assert ["cookie", "a=secret-1; b=secret-2; c=secret-2; d=secret-1"] in said.meaning["fields"]


def test_what_was_said_of_no_text_is_left_as_it_is(sheet) -> None:
    odd = Said(connection=1, stream=1, frame="HEADERS", meaning={"fields": [["cookie", 5]]})
    score, _ = without_secrets(sheet.score(odd), sheet.load)
    assert score.said == (odd,)


def test_a_frame_that_cannot_be_built_is_left_as_it_is(play) -> None:
    play.talk.request(1)
    frame = Raw(type=300, payload=b"set-cookie: a=b", stream_id=1)
    seq = play.fire(Send(frames=(frame,), door=Door.WIRE), leaves=False)
    _, load = hidden(play)
    assert load(seq).frames == (frame,)
