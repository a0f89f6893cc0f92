"""Whether everything a scenario does was done, told from a journal filled in line by line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from h2craft.actions import Close, Note
from h2craft.model import Board
from h2craft.scenario import Doing, Notes, Said, Verdict
from h2craft.trace import Cursor, Kind, Origin

SCRIPT = "/x/answer.py"


class Play:
    """What happens on connection 1 unless told otherwise, and the verdict on it."""

    def __init__(self, talk: Any) -> None:
        self.talk = talk
        self.heads: dict[tuple[int, int], int] = {}

    def begins(
        self, stream_id: int = 1, path: str = "/", *, connection: int = 1, script: str = SCRIPT
    ) -> None:
        seq = self.talk.request(stream_id, path, connection=connection)
        self.heads[connection, stream_id] = seq
        self.say(Kind.HANDLER_STARTED, stream_id, connection=connection, script=script, path=path)

    def acts(self, stream_id: int = 1, count: int = 1, *, connection: int = 1) -> int:
        cause = self.heads.get((connection, stream_id), 0)
        for number in range(count):
            seq = self.talk(
                Kind.ACTION_FIRED,
                connection=connection,
                cause=cause,
                origin=Origin.SCRIPT,
                detail=Note(text=str(number)),
            )
        return int(seq)

    def closes(self, stream_id: int = 1) -> None:
        head = self.heads[1, stream_id]
        self.talk(Kind.ACTION_FIRED, cause=head, origin=Origin.SCRIPT, detail=Close())

    def refused(self, seq: int) -> None:
        detail = {"reason": "the stream has ended", "section": "5.1"}
        self.talk(Kind.ACTION_REFUSED, cause=seq, origin=Origin.SCRIPT, detail=detail)

    def say(self, kind: Kind, stream_id: int = 1, *, connection: int = 1, **detail: Any) -> None:
        cause = self.heads.get((connection, stream_id), 0)
        said: Mapping[str, Any] = {"stream": stream_id, **detail}
        self.talk(kind, connection=connection, cause=cause, origin=Origin.SCRIPT, detail=said)

    def ends(self, stream_id: int = 1, **detail: Any) -> None:
        self.say(Kind.HANDLER_ENDED, stream_id, seconds=0.1, **detail)

    def answers(self, stream_id: int = 1, path: str = "/", acts: int = 1) -> None:
        self.begins(stream_id, path)
        self.acts(stream_id, acts)
        self.ends(stream_id)

    def doing(self, notes: Notes | None = None, script: str = "", **more: bool) -> Doing:
        made, board, cursor = Doing(notes, script, **more), Board(), Cursor(self.talk.journal)
        while records := cursor.read():
            for record in records:
                made.take(board.fold(record))
        return made

    def verdict(self, notes: Notes | None = None, script: str = "", **more: bool) -> Verdict:
        return self.doing(notes, script, **more).verdict()


@pytest.fixture
def play(talk: Any) -> Play:
    talk.opened()
    return Play(talk)


def request(number: int, path: str, connection: int = 1) -> Said:
    fields = [[":method", "GET"], [":scheme", "https"], [":path", path]]
    return Said(connection=connection, stream=number, frame="HEADERS", meaning={"fields": fields})


TWO = Notes(path="/a", acts=(2, 1), said=(request(1, "/a"), request(2, "/b")))


# Written by hand


def test_what_ran_to_its_end_is_done(play: Play) -> None:
    play.answers(acts=3)
    verdict = play.verdict()
    assert verdict == Verdict(done=True, acts=3, requests=1)
    assert verdict.sentence == "all was done: 1 request, 3 acts"


def test_nothing_at_all_is_not_done(play: Play) -> None:
    verdict = play.verdict()
    assert not verdict.done
    assert verdict.sentences == ("no request came",)
    assert verdict.sentence == "no request came"


def test_hooks_of_a_connection_are_enough(play: Play) -> None:
    play.acts(0, 2)
    assert play.verdict() == Verdict(done=True, acts=2)


def test_a_handler_that_raised_is_told_with_its_place(play: Play) -> None:
    play.begins()
    play.say(Kind.HANDLER_RAISED, hook="main", file=SCRIPT, line=7, error="TimeoutError: no X")
    play.ends()
    verdict = play.verdict()
    assert verdict.sentences == ("GET /: main raised at answer.py:7: TimeoutError: no X",)
    assert verdict.raised == 1


def test_a_hook_of_the_connection_that_raised_is_told(play: Play) -> None:
    play.answers()
    play.say(Kind.HANDLER_RAISED, 0, hook="handle_ping", file=SCRIPT, line=2, error="E")
    assert play.verdict().sentences == ("handle_ping raised at answer.py:2: E",)


def test_a_handler_that_still_runs_is_not_done(play: Play) -> None:
    play.begins()
    verdict = play.verdict()
    assert verdict.sentences == ("GET /: its handler has not ended",)
    assert verdict.unfinished == 1


def test_a_client_that_leaves_in_the_middle_is_blamed(play: Play) -> None:
    play.begins()
    play.acts()
    play.say(Kind.HANDLER_ABANDONED, reason="the stream was reset by the peer: CANCEL")
    assert play.verdict().sentences == (
        "GET /: the client reset stream 1 (CANCEL) before all of it was done",
    )


def test_a_client_that_leaves_what_provokes_it_is_no_failure(play: Play) -> None:
    play.begins()
    play.acts()
    play.say(Kind.HANDLER_ABANDONED, reason="the stream was reset by the peer: PROTOCOL_ERROR")
    verdict = play.verdict(provokes=True)
    assert (verdict.done, verdict.sentences) == (True, ())
    assert verdict.remarks == (
        "GET /: the client reset stream 1 (PROTOCOL_ERROR) before all of it was done",
    )


def test_a_client_that_leaves_before_it_is_provoked_is(play: Play) -> None:
    play.begins()
    play.say(Kind.HANDLER_ABANDONED, reason="the stream was reset by the peer: CANCEL")
    assert not play.verdict(provokes=True).done


def test_a_wait_the_client_did_not_live_to_see_is_named(play: Play) -> None:
    play.begins()
    play.talk.received(6, 0, 0, bytes(8))
    play.say(
        Kind.HANDLER_ABANDONED,
        reason="the connection is closed",
        awaited="type:RST_STREAM",
        after=play.heads[1, 1],
    )
    (sentence,) = play.verdict().sentences
    assert sentence.startswith(
        "GET /: the client had gone while 'type:RST_STREAM' was awaited; received: PING stream 0"
    )


def test_a_script_that_ends_the_connection_itself_is_done(play: Play) -> None:
    play.begins()
    play.closes()
    play.say(Kind.HANDLER_ABANDONED, reason="the connection is closed")
    assert play.verdict().done


def test_a_handler_kept_from_its_last_act_is_not_done(play: Play) -> None:
    play.begins()
    play.ends(cut="the connection is closed", hook="main", file=SCRIPT, line=9)
    assert play.verdict().sentences == ("GET /: main stopped at answer.py:9: the client had gone",)


def test_a_refusal_the_script_took_care_of_itself_is_no_failure(play: Play) -> None:
    play.begins()
    play.refused(play.acts(count=2))
    play.ends()
    assert play.verdict() == Verdict(done=True, acts=1, requests=1)


def test_a_file_that_does_not_load_is_named(play: Play) -> None:
    broken = {"script": SCRIPT, "file": SCRIPT, "line": 3, "error": "SyntaxError: invalid syntax"}
    play.talk(Kind.SCRIPT_BROKEN, connection=0, detail=broken)
    play.answers()
    assert play.verdict().sentences == ("/x/answer.py:3: SyntaxError: invalid syntax",)


def test_turns_that_were_given_up_are_told(play: Play) -> None:
    play.begins()
    play.say(Kind.LIMIT_REACHED, limit="turn_seconds", value=5.0)
    play.ends()
    assert play.verdict().sentences == (
        "GET / kept the next request waiting for 5.0 s: they no longer take turns",
    )


# Of a recording


def test_a_recording_is_done_once_each_request_has_had_its_acts(play: Play) -> None:
    play.answers(1, "/a", acts=2)
    play.answers(3, "/b", acts=1)
    assert play.verdict(TWO) == Verdict(done=True, acts=3, expected=3, requests=2)


def test_a_request_that_never_came_is_named(play: Play) -> None:
    play.answers(1, "/a", acts=2)
    verdict = play.verdict(TWO)
    assert verdict.sentences == ("the second request, GET /b, never came",)
    assert (verdict.acts, verdict.expected) == (2, 3)


def test_a_recording_nobody_asks_for_says_what_it_waits_for(play: Play) -> None:
    assert play.verdict(TWO).sentences == ("no request came: GET /a was awaited",)


def test_acts_that_were_not_done_are_counted(play: Play) -> None:
    play.answers(1, "/a", acts=1)
    play.answers(3, "/b", acts=1)
    assert play.verdict(TWO).sentences == ("GET /a: 1 of 2 acts were done",)


def test_acts_that_were_refused_are_not_done(play: Play) -> None:
    play.begins(1, "/a")
    play.refused(play.acts(1, 2))
    play.ends(1)
    play.answers(3, "/b")
    assert play.verdict(TWO).sentences == (
        "GET /a: 1 of 2 acts were done; refused: the stream has ended",
    )


def test_a_client_that_leaves_after_the_last_act_is_no_failure(play: Play) -> None:
    play.begins(1, "/a")
    play.acts(1, 2)
    play.say(Kind.HANDLER_ABANDONED, 1, reason="the stream was reset by the peer: CANCEL")
    play.answers(3, "/b")
    assert play.verdict(TWO).done


def test_a_client_that_leaves_before_the_last_act_is(play: Play) -> None:
    play.begins(1, "/a")
    play.acts(1, 1)
    play.say(Kind.HANDLER_ABANDONED, 1, reason="the stream was reset by the peer: CANCEL")
    play.answers(3, "/b")
    assert play.verdict(TWO).sentences == (
        "GET /a: the client reset stream 1 (CANCEL) before all of it was done "
        "(1 of 2 acts were done)",
    )


def test_requests_are_known_by_their_paths_whichever_comes_first(play: Play) -> None:
    play.answers(1, "/b", acts=1)
    play.answers(3, "/a", acts=2)
    assert play.verdict(TWO).done


def test_a_request_by_another_path_takes_the_turn_nobody_has(play: Play) -> None:
    play.answers(1, "/elsewhere", acts=2)
    play.answers(3, "/b", acts=1)
    assert play.verdict(TWO).done


def test_what_comes_beside_the_recording_is_remarked_and_changes_nothing(play: Play) -> None:
    play.answers(1, "/a", acts=2)
    play.begins(3, "/favicon.ico")
    play.say(Kind.HANDLER_RAISED, 3, hook="main", error="TimeoutError: never")
    play.ends(3)
    play.answers(5, "/b", acts=1)
    verdict = play.verdict(TWO)
    assert verdict.done
    assert verdict.remarks == (
        "GET /favicon.ico came beside what was recorded: main raised: TimeoutError: never",
    )


def test_acts_of_a_connection_count_in_the_sum(play: Play) -> None:
    notes = Notes(acts=(1, 2), said=(request(1, "/a"),))  # the first is the connection's
    play.answers(1, "/a", acts=2)
    assert play.verdict(notes).sentences == ("2 of 3 acts were done",)
    play.acts(0)
    assert play.verdict(notes).done


def test_a_recording_of_one_request_needs_no_word_of_the_client(play: Play) -> None:
    play.answers(1, "/else", acts=2)
    assert play.verdict(Notes(path="/a", acts=(2,))).done
    assert not play.verdict(Notes(path="/a", acts=(3,))).done


# Beside others


def test_only_the_handlers_of_the_script_count_where_others_run(play: Play) -> None:
    play.begins(1, script="/x/other.py")
    play.say(Kind.HANDLER_RAISED, 1, hook="main", error="E")
    play.answers(3)
    for script in (SCRIPT, "answer.py"):
        assert play.verdict(script=script) == Verdict(done=True, acts=1, requests=1)


def test_acts_by_hand_are_nobodys(play: Play) -> None:
    play.answers()
    play.talk(Kind.ACTION_FIRED, origin=Origin.HAND, detail=Note(text=""))
    assert play.verdict().acts == 1


# As it goes on


def test_it_is_settled_once_all_requests_came_and_none_runs(play: Play) -> None:
    assert not play.doing(TWO).settled
    play.answers(1, "/a", acts=2)
    assert not play.doing(TWO).settled
    play.begins(3, "/b")
    assert not play.doing(TWO).settled
    play.ends(3)
    doing = play.doing(TWO)
    assert (doing.settled, doing.begun, doing.requests, doing.unfinished) == (True, True, 2, 0)


def test_a_verdict_is_json_values(play: Play) -> None:
    play.answers()
    assert play.verdict().to_json() == {
        "done": True,
        "sentences": [],
        "remarks": [],
        "acts": 1,
        "expected": None,
        "requests": 1,
        "unfinished": 0,
        "raised": 0,
    }


def test_many_requests_are_counted_in_words_up_to_nine(play: Play) -> None:
    said = tuple(request(number, f"/{number}") for number in range(1, 12))
    play.answers(1, "/1")
    sentences = play.verdict(Notes(acts=(1,) * 11, said=said)).sentences
    assert sentences[0] == "the second request, GET /2, never came"
    assert sentences[-1] == "request 11, GET /11, never came"


# What is nobody's


def test_a_handler_that_goes_on_behind_its_client_is_counted(play: Play) -> None:
    play.begins()
    assert play.doing().running_on == 0
    play.say(Kind.HANDLER_ABANDONED, reason="the connection is closed")
    assert (play.doing().running_on, play.doing().unfinished) == (1, 0)


def test_of_very_many_connections_the_last_frames_are_known(
    play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("h2craft.scenario.verdict.CONNECTIONS_KEPT", 1)
    play.begins()
    play.talk.opened(2)
    play.say(
        Kind.HANDLER_ABANDONED,
        reason="the connection is closed",
        awaited="type:RST_STREAM",
        after=play.heads[1, 1],
    )
    (sentence,) = play.verdict().sentences
    assert "'type:RST_STREAM' was awaited" in sentence and "PING" not in sentence


def test_octets_that_are_no_frame_are_no_request(play: Play) -> None:
    play.talk(Kind.FRAME_RECEIVED, b"\0\0")
    assert not play.doing().begun


def test_a_handler_of_a_stream_nobody_has_seen_has_no_name_and_counts(play: Play) -> None:
    play.say(Kind.HANDLER_STARTED, 9, script=SCRIPT, path="/")
    play.ends(9)
    verdict = play.verdict()
    assert (verdict.done, verdict.requests) == (True, 1)


def test_what_is_of_no_handler_of_ours_changes_nothing(play: Play) -> None:
    play.answers()
    before = play.verdict()
    other = {"script": "/x/other.py", "file": "/x/other.py", "line": 1, "error": "E"}
    play.refused(play.talk.journal.last)
    play.talk(Kind.ACTION_FIRED, cause=999, origin=Origin.SCRIPT, detail=Note(text="x"))
    play.say(Kind.HANDLER_STARTED, 9, script="/x/other.py", path="/")
    play.say(Kind.HANDLER_RAISED, 9, hook="main", **other)
    play.say(Kind.HANDLER_RAISED, 0, hook="main", **other)
    play.say(Kind.HANDLER_ABANDONED, 9, reason="the connection is closed")
    play.say(Kind.LIMIT_REACHED, 9, limit="turn_seconds", value=5)
    play.ends(9)
    play.talk(Kind.SCRIPT_BROKEN, connection=0, detail=other)
    assert play.verdict(script=SCRIPT) == before == Verdict(done=True, acts=1, requests=1)


def test_a_refused_act_of_a_hook_of_the_connection_was_none(play: Play) -> None:
    play.refused(play.acts(0, 2))
    assert play.verdict() == Verdict(done=True, acts=1)


def test_a_refusal_beside_all_acts_that_were_recorded_is_told(play: Play) -> None:
    play.begins(path="/a")
    play.refused(play.acts(count=3))
    play.ends()
    verdict = play.verdict(Notes(path="/a", acts=(2,), said=(request(1, "/a"),)))
    assert verdict.sentences == ("GET /a: refused: the stream has ended",)


def test_a_footer_that_says_more_than_requests_names_them(play: Play) -> None:
    settings = Said(connection=1, stream=0, frame="SETTINGS", meaning={"settings": []})
    odd = {"fields": [5, ["x"], [":path", "/a"], [":method", "GET"]]}
    head = Said(connection=1, stream=1, frame="HEADERS", meaning=odd)
    verdict = play.verdict(Notes(path="/a", acts=(1,), said=(settings, head)))
    assert verdict.sentences == ("no request came: GET /a was awaited",)
