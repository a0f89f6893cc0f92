"""Executing a rendered recording gives the same list of actions, whatever was recorded."""

from __future__ import annotations

import ast
from dataclasses import replace
from types import ModuleType
from typing import Any

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from h2craft.actions import Action, Data, Door, Field, Headers, Policy, PushPromise, Send, fields_of
from h2craft.scenario import Said, read_notes, rendered

METHODS = st.sampled_from((b"GET", b"GET", b"POST", b"HEAD", b'"""\n'))
PATHS = st.one_of(
    st.sampled_from((b"/", b"/a", b"/b?c=d", b"/style.css", b'/"""', b"/\\", b"")),
    st.binary(max_size=12),
)
PROMISE = fields_of(
    [(":method", "GET"), (":scheme", "https"), (":authority", "a"), (":path", "/p.css")]
)
OK = Field(b":status", b"200")
PATTERNS = st.sampled_from(("type:RST_STREAM", "type:DATA", "type:PING flag:ACK", "type:GOAWAY"))
PAUSES = st.sampled_from((0.0, 0.0, 0.004, 0.25, 1.5, 61.0))


def apart(action: Action) -> list[Action]:
    """A lawful flush is no promise: frame by frame. One past h2 leaves as it was."""
    if isinstance(action, Send) and action.door is Door.LAWFUL:
        return [replace(action, frames=(frame,)) for frame in action.frames] or [action]
    return [action]


class Drawing:
    """Draws a session, event by event. `plain`: what a person who knows WPT alone would do."""

    def __init__(self, draw: Any, sheet: Any, crafted: ModuleType, *, plain: bool) -> None:
        self.draw = draw
        self.sheet = sheet
        self.crafted = crafted
        self.plain = plain
        self.last: tuple[int, Any] = (0, None)  # the newest act, and whose it is
        self.request: Any = None
        self.greeted: list[int] = []
        self.pushed: dict[int, list[int]] = {}

    def session(self) -> Any:
        self._requested()
        for _ in range(self.draw(st.integers(1, 9))):
            event = self.draw(st.integers(0, 9))
            parts = self.sheet.parts
            part = parts[self.draw(st.integers(0, len(parts) - 1))]
            if event == 0 and len(parts) < 4:
                self._requested()
            elif event == 1 and not self.plain and len(self.greeted) < 2:
                self._greeted()
            elif event == 2 and not part.complete and part.named["stream_id"]:
                part.done()
            else:
                self._act(part)
        return self.sheet

    def _requested(self) -> None:
        self.request = self.sheet.request(
            self.draw(PATHS),
            method=self.draw(METHODS if not self.plain else st.sampled_from((b"GET", b"POST"))),
            connection=self.draw(st.integers(1, 2)),
            whole=self.draw(st.booleans()),
        )

    def _greeted(self) -> None:
        self.greeted.append(len(self.greeted) + 1)
        self.sheet.greeting(self.greeted[-1])

    def _act(self, part: Any) -> None:
        wait = None
        if not self.plain and self.draw(st.integers(0, 4)) == 0:
            stream = self.draw(st.sampled_from((0, part.named["stream_id"], 7)))
            pattern = self.draw(PATTERNS)
            wait = self.crafted_wait(pattern, stream)
        seq = self.sheet.next() + 1  # of the act
        came = max(
            part.seq,
            part.complete if part.complete < seq else 0,
            part.acts[-1].seq if part.acts else 0,
            wait.seq if wait else 0,
        )
        after = 0
        if self.last[0] > came and self.last[1] is not part:
            after = self.last[0]
        elif self.request is not part and self.request.seq > came and self.draw(st.booleans()):
            after = self.request.seq
        action, promised = self._action(part)
        pause = self.draw(PAUSES)
        part.act(action, wait=wait, after=after, pause=pause, promised=promised)
        self.last = part.acts[-1].seq, part

    def crafted_wait(self, pattern: str, stream_id: int) -> Any:
        from h2craft.scenario import Wait

        said = self.draw(st.booleans())
        text = f"{pattern} stream:{stream_id}" if said and stream_id else pattern
        return Wait(pattern=text, stream_id=stream_id, seq=self.sheet.next(), said=said)

    def _action(self, part: Any) -> tuple[Action, int]:
        own = part.named["stream_id"]
        pushed = self.pushed.setdefault(id(part), [])
        if own and self.draw(st.integers(0, 5)) == 0:
            promised = 2 * (len(self.sheet.actions) + 1)
            pushed.append(promised)
            return Send(frames=(PushPromise(stream_id=own, fields=PROMISE),)), promised
        streams = st.sampled_from([own, own, own, *pushed, *([] if self.plain else [0, 9])])
        if self.plain:
            return self._plain(streams), 0
        action = self.draw(st.one_of(self.crafted.sends, self.crafted.sends, self.crafted.others))
        if isinstance(action, Send):
            frames = [self._on(frame, self.draw(streams)) for frame in action.frames]
            return replace(action, frames=tuple(frames)), 0
        if isinstance(action, Policy):
            return Policy(changes=action.changes), 0
        kept = type(action).__name__ in ("SendOctets", "Close")
        return (action if kept else Send(frames=(Data(stream_id=own, data=b"x"),))), 0

    @staticmethod
    def _on(frame: Any, stream_id: int) -> Any:
        number = getattr(frame, "promised_stream_id", 0)
        return replace(
            frame, stream_id=stream_id, **({"promised_stream_id": 8} if number is None else {})
        )

    def _plain(self, streams: Any) -> Action:
        """What WPT has calls for."""
        stream = self.draw(streams)
        octets = self.draw(self.crafted.octets)
        end, wire = self.draw(st.booleans()), self.draw(st.booleans())
        field = Field(b"x-a", self.draw(st.sampled_from((b"1", b"\xc3\xa9", b'"', b"a" * 200))))
        if self.draw(st.booleans()):
            status = replace_value(OK, self.draw(st.sampled_from((b"200", b"103", b"404"))))
            frame: Any = Headers(stream_id=stream, fields=(status, field), end_stream=end)
        else:
            whole = self.draw(st.booleans()) and not wire
            frame = Data(stream_id=stream, data=octets, end_stream=end, whole=whole)
        return Send(frames=(frame,), door=Door.WIRE if wire else Door.LAWFUL)


def replace_value(field: Field, value: bytes) -> Field:
    return field._replace(value=value)


def check(sheet: Any, stage: ModuleType, pause: float | None, shift: int, anew: bool) -> str:
    score = sheet.score()
    text = rendered(score, sheet.load, pause=pause)
    assert text == rendered(score, sheet.load, pause=pause)
    note(text)
    by_number = "request.h2_stream_id, " in text or "request.h2_stream_id)" in text
    played = stage.Stage(score, text, shift=0 if by_number else shift, anew=anew)
    expected: list[Action] = []
    counts = []
    for act in score.acts:
        expected += apart(sheet.actions[act.seq])
        counts.append(len(expected))
    played.expect(counts)
    played.play()
    assert played.done == expected
    assert not any(played.left)  # nothing would be added to it
    assert len(played.waited) == sum(act.wait is not None for act in score.acts)
    notes = read_notes(text)
    assert sum(notes.acts) == len(expected)
    return text


@pytest.mark.parametrize("pause", [None, 0.0, 1.0])
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_script_does_what_was_done_in_the_same_order(
    pause: float | None, data: Any, scores: ModuleType, stage: ModuleType, crafted: ModuleType
) -> None:
    sheet = Drawing(data.draw, scores.Sheet(), crafted, plain=False).session()
    check(sheet, stage, pause, data.draw(st.sampled_from((0, 1000))), anew=False)


@pytest.mark.parametrize("anew", [False, True])
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_what_wpt_has_calls_for_needs_nothing_else_and_may_be_run_anew_for_each_request(
    anew: bool, data: Any, scores: ModuleType, stage: ModuleType, crafted: ModuleType
) -> None:
    sheet = Drawing(data.draw, scores.Sheet(), crafted, plain=True).session()
    text = check(sheet, stage, None, data.draw(st.sampled_from((0, 1000))), anew=anew)
    assert "Runs on h2craft and on wptserve." in text
    assert "h2craft." not in text[text.index('\n"""\n') : text.index("\n# What the client said")]


@settings(max_examples=60)
@given(
    path=st.binary(max_size=80),
    method=st.binary(max_size=30),
    client=st.text(max_size=80),
    title=st.text(max_size=200),
    remark=st.text(max_size=80),
)
def test_nobody_can_end_the_docstring(
    path: bytes, method: bytes, client: str, title: str, remark: str, scores: ModuleType
) -> None:
    sheet = scores.Sheet()
    sheet.request(path, method=method)("end 1")
    text = sheet.text(client=client, title=title, remarks=(remark,))
    tree = ast.parse(text)
    assert [type(one).__name__ for one in tree.body] == ["Expr", "FunctionDef"]
    doc = ast.get_docstring(tree)
    assert doc is not None and "Runs on h2craft and on wptserve." in doc
    notes = read_notes(text)
    assert (notes.client, notes.path) == (client, path.decode("latin-1"))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=5,
)
MEANINGS = st.dictionaries(st.text(min_size=2, max_size=12), JSON, max_size=4)


@settings(max_examples=100)
@given(
    said=st.lists(
        st.builds(
            Said,
            connection=st.integers(1, 3),
            stream=st.integers(-2, 5),
            frame=st.text(max_size=12),
            meaning=MEANINGS,
        ),
        max_size=5,
    ),
    unsaid=st.integers(0, 10**9),
)
def test_what_the_client_said_comes_back(said: list[Said], unsaid: int, scores: ModuleType) -> None:
    sheet = scores.Sheet()
    sheet.request()("end 1")
    notes = read_notes(sheet.text(*said, unsaid=unsaid))
    assert (notes.said, notes.unsaid, notes.acts) == (tuple(said), unsaid, (1,))
