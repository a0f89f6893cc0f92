"""What is said of a recording beside its acts."""

from __future__ import annotations

from h2craft.actions import Note
from h2craft.model import Board
from h2craft.scenario import Recorder
from h2craft.trace import Kind, Origin


def test_notes_and_comments_are_remarks_and_no_acts(play) -> None:
    seq = play.talk.request()
    play.fire(Note(text='look "here"\x1b'))
    play.talk(Kind.COMMENTED, cause=seq, origin=Origin.HAND, detail={"text": "odd", "marked": True})
    play.talk(Kind.COMMENTED, cause=seq, origin=Origin.HAND, detail={"text": "", "marked": True})
    score = play.score()
    assert not score.acts
    assert score.remarks == ('Noted: "look "here"\\x1b".', 'Remarked: "odd".')


def test_an_action_no_record_can_hold_is_left_out_and_said(play) -> None:
    play.talk.request()
    seq = play.talk(Kind.ACTION_FIRED, origin=Origin.SCRIPT, detail={"verb": "send", "frames": 3})
    score = play.score()
    assert not score.acts
    assert any(f"Record {seq} " in remark for remark in score.remarks)


def test_records_that_are_missing_are_said(make_talk, playing) -> None:
    play = playing.Play(make_talk())
    play.talk.opened()
    play.talk.request()
    lost = play.fire("headers :status=200")
    play.talk.request(3)
    recorder, board = Recorder(), Board()
    for record in play.records():
        if record.seq not in (lost, lost + 1):
            recorder.take(board.fold(record))
    assert any("2 records were lost" in one for one in recorder.score().remarks)


def test_a_comment_on_what_is_no_connections_is_a_remark_too(play) -> None:
    said = {"text": "here it began", "marked": True}
    play.talk(Kind.COMMENTED, connection=0, cause=1, origin=Origin.HAND, detail=said)
    assert play.score().remarks == ('Remarked: "here it began".',)


def test_remarks_are_bounded_and_the_rest_is_counted(play) -> None:
    for number in range(60):
        play.fire(Note(text=f"note {number}"))
    remarks = play.score().remarks
    assert len(remarks) == 51 and remarks[-1] == "10 more remarks are left out."


def test_what_was_said_already_is_not_said_again(play) -> None:
    play.fire(Note(text="again"))
    play.fire(Note(text="again"))
    assert play.score().remarks == ('Noted: "again".',)
