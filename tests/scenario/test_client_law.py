"""Executing the rendered recording of a client gives the same actions, on each connection."""

from __future__ import annotations

from dataclasses import replace
from types import ModuleType, SimpleNamespace
from typing import Any

from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from h2craft.actions import NEW_STREAM, Action, Data, Door, Headers, Policy, Send, fields_of
from h2craft.scenario import Act, Score, Turn, Wait, read_notes, rendered
from h2craft.script import ClientConnection, Usual
from h2craft.script.answers import Answers

THERE = {"scheme": "https", "authority": "a.test"}
PATHS = st.sampled_from(("/", "/a?b", '/"', "/\\", "x"))
METHODS = st.sampled_from(("GET", "POST", "CONNECT", "x"))
PATTERNS = st.sampled_from(("flag:END_STREAM", "type:RST_STREAM", "type:PING flag:ACK"))
PAUSES = st.sampled_from((0.0, 0.0, 1.5, 61.0))


class Server:
    """What a script of a client talks to: nothing is sent, and what is waited for has come.

    done    connection, from 1, and action, in the order they were fired
    waited  on which connection, and where it stood in what was done
    """

    def __init__(self) -> None:
        self.done: list[tuple[int, Action]] = []
        self.waited: list[tuple[int, int]] = []
        self.opened = 0

    def connect(self) -> ClientConnection:
        self.opened += 1
        channel = Channel(self, self.opened)
        return ClientConnection(
            channel,  # type: ignore[arg-type]
            Answers(),
            Usual(**THERE),
            open_channel=channel.of,  # type: ignore[arg-type]
            next_stream=lambda: channel.next[0],
            read=lambda question: question(),
            reconnect=self.connect,
        )


class Channel:
    """Of one stream; those of a connection share the number of the `next`."""

    def __init__(
        self, server: Server, connection: int, stream_id: int = 0, following: Any = None
    ) -> None:
        self.server, self.connection, self.stream_id = server, connection, stream_id
        self.next: list[int] = [1] if following is None else following

    def of(self, stream_id: int) -> Channel:
        return Channel(self.server, self.connection, stream_id, self.next)

    def fire(self, action: Any, *, wait: bool = True) -> Any:
        opened = None
        frames = list(getattr(action, "frames", ()))
        for at, frame in enumerate(frames):
            if frame.stream_id == NEW_STREAM:
                opened = self.next[0] if opened is None else opened
                frames[at] = replace(frame, stream_id=opened)
            if frames[at].stream_id % 2:
                self.next[0] = max(self.next[0], frames[at].stream_id + 2)
        made = replace(action, frames=tuple(frames)) if frames else action
        self.server.done.append((self.connection, made))
        return SimpleNamespace(stream_id=opened)

    def push_enabled(self) -> bool:
        return True

    def position(self) -> int:
        return 0

    def await_record(self, pattern: str, timeout_seconds: Any, after_seq: int = 0) -> Any:
        self.server.waited.append((self.connection, len(self.server.done)))
        return SimpleNamespace(seq=1, octets=b"")


class Drawing:
    """Draws what somebody has done as a client, act by act."""

    def __init__(self, draw: Any, crafted: ModuleType) -> None:
        self.draw, self.crafted = draw, crafted
        self.seq = 0
        self.actions: dict[int, Action] = {}
        self.opened: list[int] = []
        self.acts: list[list[Act]] = []
        self.following: list[int] = []
        self.waits: list[tuple[int, int]] = []  # on which connection, and before which act

    def score(self) -> Score:
        self._open()
        for _ in range(self.draw(st.integers(1, 9))):
            if self.draw(st.integers(0, 5)) == 0 and len(self.opened) < 3:
                self._open()
            else:
                self._act(self.draw(st.integers(0, len(self.opened) - 1)))
        turns = tuple(
            Turn(connection=number + 1, seq=self.opened[number], acts=tuple(acts), **THERE)
            for number, acts in enumerate(self.acts)
        )
        return Score(role="client", turns=turns, program="h2craft 0.1.0")

    def _next(self) -> int:
        self.seq += 1
        return self.seq

    def _open(self) -> None:
        self.opened.append(self._next())
        self.acts.append([])
        self.following.append(1)

    def _act(self, place: int) -> None:
        wait = None
        if self.draw(st.booleans()):
            stream = self.draw(st.sampled_from((0, 1, 3)))
            wait = Wait(pattern=self.draw(PATTERNS), stream_id=stream, seq=self._next())
            self.waits.append((place + 1, len(self.actions)))
        seq = self._next()
        action = self.actions[seq] = self._action(place)
        for frame in getattr(action, "frames", ()):
            if frame.stream_id % 2:
                self.following[place] = max(self.following[place], frame.stream_id + 2)
        self.acts[place].append(Act(seq=seq, at=seq / 10, wait=wait, pause=self.draw(PAUSES)))

    def _action(self, place: int) -> Action:
        if self.draw(st.booleans()):
            return self._request(self.following[place])
        action = self.draw(st.one_of(self.crafted.sends, self.crafted.others))
        if isinstance(action, Send):
            streams = st.sampled_from((0, 1, 3, self.following[place]))
            frames = [replace(frame, stream_id=self.draw(streams)) for frame in action.frames]
            return replace(action, frames=tuple(map(_promising, frames)))
        if isinstance(action, Policy) and action.changes:
            return Policy(changes=action.changes)
        kept = type(action).__name__ in ("SendOctets", "Close")
        return action if kept else Send(frames=(Data(stream_id=1, data=b"x"),))

    def _request(self, stream_id: int) -> Send:
        head = [
            (":method", self.draw(METHODS)),
            (":scheme", self.draw(st.sampled_from(("https", "x")))),
        ]
        head += [(":authority", self.draw(st.sampled_from(("a.test", "b"))))]
        head += [(":path", self.draw(PATHS)), *self.draw(st.sampled_from(([], [("x", "é")])))]
        body, ends = self.draw(st.none() | self.crafted.octets), self.draw(st.booleans())
        frames: tuple[Any, ...] = (
            Headers(stream_id=stream_id, fields=fields_of(head), end_stream=ends and body is None),
        )
        if body is not None:
            frames += (Data(stream_id=stream_id, data=body, end_stream=ends),)
        return Send(frames=frames)


def _promising(frame: Any) -> Any:
    """The stream is ours to say: nobody else chooses it for a client."""
    unsaid = getattr(frame, "promised_stream_id", 0) is None
    return replace(frame, promised_stream_id=8) if unsaid else frame


def apart(place: int, action: Action) -> list[tuple[int, Action]]:
    """A lawful flush is no promise: frame by frame. One past h2 leaves as it was."""
    if isinstance(action, Send) and action.door is Door.LAWFUL:
        return [(place, replace(action, frames=(frame,))) for frame in action.frames] or [
            (place, action)
        ]
    return [(place, action)]


@settings(max_examples=30, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_clients_script_does_what_was_done_in_the_same_order(
    data: Any, crafted: ModuleType
) -> None:
    drawing = Drawing(data.draw, crafted)
    score = drawing.score()
    text = rendered(score, drawing.actions.__getitem__, pause=None)
    note(text)
    server, names = Server(), {}
    exec(compile(text, "done.py", "exec"), names)
    names["connect"](server.connect())  # type: ignore[operator]
    numbers = {act.seq: turn.connection for turn in score.turns for act in turn.acts}
    expected = [
        one for seq, action in drawing.actions.items() for one in apart(numbers[seq], action)
    ]
    assert [one for fired in server.done for one in apart(*fired)] == expected
    assert server.opened == len(score.turns)
    assert [where for where, _ in server.waited] == [where for where, _ in drawing.waits]
    assert sum(read_notes(text).acts) == len(server.done)
