from __future__ import annotations

from h2craft import language
from h2craft.actions import Door, Headers, Send
from h2craft.client import FramePreview, Preview
from h2craft.explain import Line, Role, Span
from h2craft.language import Command, Context, LanguageError
from h2craft.tui.widgets import composerow
from h2craft.wire import frame_octets

AT = Context(connection=1, stream_id=1)
HEAD = Headers(stream_id=1, fields=())


def parsed(text: str) -> Command:
    return language.parse(text, AT)


def text(line: Line) -> str:
    return "".join(span.text for span in line)


def test_with_nothing_to_say_it_is_what_the_word_means() -> None:
    assert text(composerow.summary(parsed("ping"))).startswith("ping: ")
    assert text(composerow.summary(None)) == "F2 form  F7 presets  F1 help"


def test_what_is_to_know_stands_in_front_of_what_it_would_do() -> None:
    found = Preview(frames=(FramePreview(octets=frame_octets(6, 0, 0, bytes(8))),))
    line = composerow.summary(
        parsed("ping"),
        note=Span("fired at 1", Role.GOOD),
        trouble="stream 1 is closed",
        held_seq=7,
        steps=2,
        found=found,
    )
    said = [
        "fired at 1",
        "stream 1 is closed",
        "replaces held action 7",
        "2 more steps",
        "17 octets",
    ]
    places = [text(line).index(one) for one in said]
    assert places == sorted(places)


def test_one_step_is_one() -> None:
    assert "1 more step " in text(composerow.summary(None, steps=1))


def test_the_target_does_not_trouble_a_line_that_needs_no_connection() -> None:
    by_hand = parsed("release")
    assert not by_hand.actions
    assert "nowhere" not in text(composerow.summary(by_hand, trouble="nowhere to go"))
    assert "nowhere" in text(composerow.summary(parsed("ping"), trouble="nowhere to go"))


def test_what_h2_refuses_may_go_by_the_wire() -> None:
    refused = Preview(refused="stream 1 is idle", section="5.1")
    command = parsed(language.write(Send(frames=(HEAD,))))
    assert "F6: by the wire" in text(composerow.summary(command, found=refused))


def test_what_goes_by_the_wire_already_has_no_other_way() -> None:
    assert composerow.way_out((Send(frames=(HEAD,)),))
    assert composerow.way_out((Send(frames=(HEAD,), door=Door.WIRE),)) == ""
    assert composerow.way_out(()) == ""


def test_an_error_of_the_line_has_carets_and_one_of_a_field_its_name() -> None:
    error = LanguageError("no such verb", position=0, length=4)
    line = composerow.trouble(error, "PING", 9, 60)
    assert text(line).index("^^^^") == 9
    assert "no such verb" in text(line)
    field = language.FORMS[0].fields[0]
    wrong = LanguageError("not a number", field=field.name)
    assert text(composerow.trouble(wrong, language.FORMS[0].name, 9, 60)) == (
        f"{field.label}: not a number"
    )
