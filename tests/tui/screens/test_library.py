"""The library of scenarios."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.app import App
from textual.message import Message

from h2craft.actions import Data, Door, RstStream, Send
from h2craft.client import Binding, Desk, HeldAction, Verdict
from h2craft.explain import plain
from h2craft.session import remember
from h2craft.trace import Kind, Origin
from h2craft.tui.messages import CopyAsked
from h2craft.tui.playing import Player
from h2craft.tui.screens import library
from h2craft.tui.screens.attach import AttachScreen
from h2craft.tui.screens.library import LibraryScreen
from h2craft.tui.screens.promote import PromoteScreen
from h2craft.tui.widgets.playbar import CommandLine
from h2craft.tui.widgets.strips import SpanLine
from h2craft.wire import ErrorCode

SCENARIO = '''"""{title}

What {name} does.

RFC 9113 {section}
Tags: {tags}
"""

raise SystemExit("nobody runs this by looking at it")
'''
OWN = {"mine": ("Mine.", "8.1", "body")}
SHIPPED = {
    "goaway/graceful": ("GOAWAY in two phases.", "6.8", "goaway, graceful"),
    "goaway/abrupt": ("GOAWAY at once.", "6.8", "goaway"),
    "reset/rst-mid-body": ("Half a body.", "6.4", "reset, body"),
}


class Host(App[None]):
    def __init__(self, session: Any) -> None:
        super().__init__()
        self.session = session
        self.player = Player(session)
        self.copied: list[str] = []

    def on_mount(self) -> None:
        self.push_screen(LibraryScreen(self.session, self.player))

    def on_copy_asked(self, message: Message) -> None:
        assert isinstance(message, CopyAsked)
        self.copied.append(message.text)

    @property
    def library(self) -> LibraryScreen:
        found = [one for one in self.screen_stack if isinstance(one, LibraryScreen)]
        return found[0]

    @property
    def chosen(self) -> str:
        return self.library.entry.name if self.library.entry is not None else ""

    @property
    def beside(self) -> str:
        return plain(self.library.text.text)

    @property
    def bar(self) -> str:
        """What is replayed, and the line to run, as far as that is shown."""
        lines = [self.library.query_one(one, SpanLine) for one in ("#playing", "#next")]
        command = self.library.query_one(CommandLine)
        shown = [one.text for one in lines if one.display]
        return "\n".join([*shown, *([f"$ {command.command}"] if command.display else [])])

    @property
    def told(self) -> list[str]:
        return [str(one.message) for one in self._notifications]

    def look(self) -> None:
        self.session.advance(1.0)
        self.library.look()


@pytest.fixture
def folders(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("H2CRAFT_SCENARIOS", str(tmp_path / "own"))
    monkeypatch.setattr("h2craft.scenario.library.shipped_folder", lambda: tmp_path / "shipped")
    for folder, there in (("own", OWN), ("shipped", SHIPPED)):
        for name, (title, section, tags) in there.items():
            file = tmp_path / folder / f"{name}.py"
            file.parent.mkdir(parents=True, exist_ok=True)
            text = SCENARIO.format(title=title, name=name, section=section, tags=tags)
            file.write_text(text)
    return tmp_path


@pytest.fixture
def host(folders: Path, talk: Any, session_of: Callable[..., Any]) -> Host:
    talk.opened()
    return Host(session_of(talk))


async def stand_on(host: Host, pilot: Any, name: str) -> None:
    await pilot.pause()
    host.library.stand_on(name)
    await pilot.pause()
    assert host.chosen == name


def begun(host: Host, talk: Any, *, stream_id: int = 1) -> int:
    """A request the scenario has."""
    cause = talk.request(stream_id, fields=(("user-agent", "curl/8.5.0"),))
    playing = host.player.current
    assert playing is not None
    said = {"stream": stream_id, "script": playing.script, "path": "/"}
    talk(Kind.HANDLER_STARTED, cause=cause, origin=Origin.SCRIPT, detail=said)
    return int(cause)


def ended(talk: Any, cause: int, stream_id: int = 1) -> None:
    detail = {"stream": stream_id, "seconds": 0.1}
    talk(Kind.HANDLER_ENDED, cause=cause, origin=Origin.SCRIPT, detail=detail)
    talk.closed()


def held(host: Host, seq: int, stream_id: int = 1) -> HeldAction:
    playing = host.player.current
    assert playing is not None
    act = Send(frames=(Data(stream_id=stream_id, data=b"half"),))
    where = {"connection": 1, "stream_id": stream_id, "script": playing.script}
    return HeldAction(seq=seq, at=0.0, action=act, **where)


# Looking


async def test_the_persons_own_come_first_then_the_others_by_group(host: Host) -> None:
    async with host.run_test(size=(120, 30)) as pilot:
        await pilot.pause()
        found = host.library.list.places
        assert [one.heading for one in found if one.shelved is None] == ["yours", "goaway", "reset"]
        assert host.chosen == "mine"
        assert "3 came with h2craft, 1 yours" in host.library.query_one("#about").text


async def test_a_key_that_is_there_before_the_list_is_no_letter_of_the_filter(
    host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    focused: list[object] = []
    monkeypatch.setattr(library.FilterLine, "_on_focus", lambda self, event: focused.append(self))
    async with host.run_test(size=(120, 30)) as pilot:
        await pilot.pause()
        assert host.library.focused is host.library.list
        assert focused == []


async def test_what_it_does_not_hold_yet_or_no_longer_it_does_not_look_for(host: Host) -> None:
    async with host.run_test() as pilot:
        await pilot.pause()
        screen = host.library
        await screen.remove_children()
        screen.look()
        assert not screen.children


async def test_what_it_says_and_its_source_stand_beside_it(host: Host) -> None:
    async with host.run_test(size=(120, 30)) as pilot:
        await pilot.pause()
        await pilot.press("down")
        await pilot.pause()
        assert host.beside.startswith("GOAWAY at once.")
        assert "raise SystemExit" in host.beside


async def test_groups_and_ends_are_a_key_away(host: Host) -> None:
    async with host.run_test(size=(120, 30)) as pilot:
        await pilot.pause()
        for key, name in (
            ("right_square_bracket", "abrupt"),
            ("G", "rst-mid-body"),
            ("left_square_bracket", "abrupt"),
            ("g", "mine"),
            ("pagedown", "rst-mid-body"),
        ):
            await pilot.press(key)
            await pilot.pause()
            assert host.chosen == name


@pytest.mark.parametrize(
    ("letters", "names"),
    [
        ("6.8", ["abrupt", "graceful"]),
        ("body", ["mine", "rst-mid-body"]),
        ("rmb", ["rst-mid-body"]),
        ("phases", ["graceful"]),
        ("zzz", []),
    ],
)
async def test_a_few_letters_filter_while_they_are_typed(
    host: Host, letters: str, names: list[str]
) -> None:
    async with host.run_test(size=(120, 30)) as pilot:
        await pilot.pause()
        await pilot.press("slash", *letters)
        await pilot.pause()
        found = [one.shelved for one in host.library.list.places]
        assert [one.entry.name for one in found if one is not None] == names
        await pilot.press("enter", "escape")
        await pilot.pause()
        assert len(host.library.list.places) == 7


async def test_escape_leads_back_view_by_view(host: Host) -> None:
    async with host.run_test(size=(120, 30)) as pilot:
        await pilot.pause()
        await pilot.press("enter")
        assert host.screen.focused is host.library.text
        await pilot.press("escape")
        assert host.screen.focused is host.library.list
        await pilot.press("escape")
        await pilot.pause()
        assert not isinstance(host.screen, LibraryScreen)


@pytest.mark.parametrize("key", ["q", "R"])
async def test_the_workbench_is_a_key_away(host: Host, key: str) -> None:
    async with host.run_test(size=(120, 30)) as pilot:
        await pilot.pause()
        await pilot.press(key)
        await pilot.pause()
        assert not isinstance(host.screen, LibraryScreen)


async def test_a_click_selects_and_two_read(host: Host) -> None:
    async with host.run_test(size=(120, 30)) as pilot:
        await pilot.pause()
        await pilot.click("#library", offset=(4, 3))
        await pilot.pause()
        assert host.chosen == "abrupt"
        await pilot.click("#library", offset=(4, 4), times=2)
        await pilot.pause()
        assert host.chosen == "graceful" and host.screen.focused is host.library.text


async def test_at_80_columns_the_text_is_below(host: Host) -> None:
    async with host.run_test(size=(80, 24)) as pilot:
        await pilot.pause()
        listed, text = host.library.list.region, host.library.text.region
        assert listed.width == 80 and text.y >= listed.bottom and text.height >= 8


async def test_one_that_cannot_be_read_is_listed_with_its_trouble(
    host: Host, folders: Path
) -> None:
    (folders / "own" / "broken.py").write_text("def main(:\n")
    (folders / "own" / "octets.py").write_bytes(b"\xff\xfe\x00")
    async with host.run_test(size=(120, 30)) as pilot:
        await stand_on(host, pilot, "broken")
        assert "It cannot be used: this is not Python" in host.beside
        await pilot.press("r")
        await pilot.pause()
        assert host.session.client.asked == []
        assert "broken cannot be used" in host.told[-1]
        await stand_on(host, pilot, "octets")
        assert "It cannot be used" in host.beside


async def test_folders_are_read_again_on_request(host: Host, folders: Path) -> None:
    async with host.run_test(size=(120, 30)) as pilot:
        await pilot.pause()
        (folders / "own" / "new.py").write_text('"""New."""\n')
        remember("mine", "done", "curl/8.5.0", "all of it")
        await pilot.press("f5")
        await pilot.pause()
        assert host.chosen == "mine" and "all of it" in host.beside
        await stand_on(host, pilot, "new")


# Replaying


async def test_replaying_binds_it_and_tells_what_to_run(host: Host, folders: Path) -> None:
    async with host.run_test(size=(120, 30)) as pilot:
        await stand_on(host, pilot, "abrupt")
        await pilot.press("r")
        await pilot.pause()
        file = str(folders / "shipped" / "goaway" / "abrupt.py")
        assert host.session.client.asked == [("attach", Binding(file=file))]
        assert "REPLAY abrupt 0 acts  waits for a client" in host.bar
        assert "$ curl -v --http2" in host.bar
        await pilot.press("y")
        await pilot.pause()
        assert host.copied == ["curl -v --http2 --insecure https://127.0.0.1:8443/"]


async def test_the_verdict_comes_and_is_remembered(host: Host, talk: Any) -> None:
    async with host.run_test(size=(120, 30)) as pilot:
        await stand_on(host, pilot, "abrupt")
        await pilot.press("r")
        await pilot.pause()
        cause = begun(host, talk)
        host.look()
        assert "answers" in host.bar
        ended(talk, cause)
        host.look()
        await pilot.pause()
        assert "done  curl/8.5.0" in host.bar and "1 request" in host.bar
        assert "done by curl/8.5.0" in host.beside
        assert host.chosen == "abrupt"


async def test_stopping_unbinds_it_and_resets_what_it_answers(host: Host, talk: Any) -> None:
    async with host.run_test(size=(120, 30)) as pilot:
        await stand_on(host, pilot, "abrupt")
        await pilot.press("r")
        await pilot.pause()
        script = host.player.current.script if host.player.current is not None else ""
        bound = Binding(file=script, number=3)
        host.session.client.desk_now = Desk(version=1, bindings=(bound,))
        begun(host, talk)
        host.look()
        await pilot.press("x")
        await pilot.pause()
        reset = RstStream(stream_id=1, error_code=ErrorCode.CANCEL)
        assert host.session.client.asked[1:] == [
            ("detach", 3),
            ("submit", 1, Send(frames=(reset,), door=Door.WIRE)),
        ]
        assert "stopped" in host.bar
        await pilot.press("x")
        await pilot.pause()
        assert len(host.session.client.asked) == 3


async def test_leaving_the_library_leaves_it_bound(host: Host) -> None:
    async with host.run_test(size=(120, 30)) as pilot:
        await stand_on(host, pilot, "abrupt")
        await pilot.press("r")
        await pilot.pause()
        await pilot.press("q")
        await pilot.pause()
        assert host.player.active is not None
        assert [one[0] for one in host.session.client.asked] == ["attach"]


async def test_of_a_saved_trace_nothing_is_replayed(
    folders: Path, talk: Any, session_of: Callable[..., Any]
) -> None:
    host = Host(session_of(talk, live=False))
    async with host.run_test(size=(120, 30)) as pilot:
        await stand_on(host, pilot, "abrupt")
        assert host.bar == ""
        for key, words in (("r", "h2craft replay abrupt"), ("s", "h2craft replay abrupt")):
            await pilot.press(key)
            await pilot.pause()
            assert words in host.told[-1]
        await pilot.press("t")
        await pilot.pause()
        assert "takes no scripts" in host.told[-1]
        assert host.session.client.asked == []


# Steps


async def test_each_act_waits_for_a_key(host: Host, talk: Any) -> None:
    async with host.run_test(size=(120, 30)) as pilot:
        await stand_on(host, pilot, "abrupt")
        await pilot.press("s")
        await pilot.pause()
        asked = host.session.client.asked
        assert [one[0] for one in asked] == ["set_break", "attach"]
        assert asked[0][1] == f'script:"{asked[1][1].file}"'
        await pilot.press("n")
        await pilot.pause()
        assert host.told[-1] == "no act waits yet"
        begun(host, talk)
        host.session.client.desk_now = Desk(version=1, actions=(held(host, 7), held(host, 9, 3)))
        host.look()
        assert "next  1/1 data 1" in host.bar
        await pilot.press("space")
        await pilot.pause()
        assert asked[-1] == ("decide", 7, Verdict.RELEASE, None, 0.0)


async def test_going_on_lets_all_pass_and_gives_the_breakpoint_back(host: Host, talk: Any) -> None:
    async with host.run_test(size=(120, 30)) as pilot:
        host.session.client.desk_now = Desk(version=1, break_on="type:PING")
        host.session.advance(0.01)
        await stand_on(host, pilot, "abrupt")
        await pilot.press("s")
        await pilot.pause()
        begun(host, talk)
        host.session.client.desk_now = Desk(version=2, actions=(held(host, 7), held(host, 9, 3)))
        host.look()
        await pilot.press("c")
        await pilot.pause()
        assert host.session.client.asked[2:] == [
            ("set_break", "type:PING"),
            ("decide", 7, Verdict.RELEASE, None, 0.0),
            ("decide", 9, Verdict.RELEASE, None, 0.0),
        ]
        assert "REPLAY abrupt" in host.bar


async def test_keys_that_would_do_nothing_are_not_shown(host: Host) -> None:
    async with host.run_test(size=(140, 30)) as pilot:
        await stand_on(host, pilot, "abrupt")
        assert "Stop" not in host.library.query_one("#keys").text
        await pilot.press("s")
        await pilot.pause()
        await pilot.pause()
        keys = host.library.query_one("#keys").text
        assert "[x] Stop" in keys and "[n] Next act" in keys


# Files


async def test_it_is_attached_as_any_script(host: Host, folders: Path) -> None:
    async with host.run_test(size=(120, 30)) as pilot:
        await stand_on(host, pilot, "abrupt")
        await pilot.press("t")
        await pilot.pause()
        assert isinstance(host.screen, AttachScreen)
        assert host.screen.binding().file == str(folders / "shipped/goaway/abrupt.py")


async def test_the_persons_own_is_edited_where_it_lies(
    host: Host, folders: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edited: list[Path] = []
    monkeypatch.setattr(library, "edit_file", lambda app, file: edited.append(file) or "")
    async with host.run_test(size=(120, 30)) as pilot:
        await stand_on(host, pilot, "mine")
        await pilot.press("e")
        await pilot.pause()
        assert edited == [folders / "own" / "mine.py"]


async def test_a_shipped_one_is_copied_first_and_says_so(
    host: Host, folders: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edited: list[Path] = []
    monkeypatch.setattr(library, "edit_file", lambda app, file: edited.append(file) or "")
    before = (folders / "shipped/goaway/abrupt.py").read_text()
    async with host.run_test(size=(120, 30)) as pilot:
        await stand_on(host, pilot, "abrupt")
        await pilot.press("f4")
        await pilot.pause()
        assert edited == [folders / "own/goaway/abrupt.py"]
        assert edited[0].read_text() == before
        assert "this is a copy of your own" in host.told[-1]
        assert host.chosen == "abrupt" and not host.library.entry.shipped  # type: ignore[union-attr]
        assert "in the place of the one that came with h2craft" in host.beside


async def test_a_terminal_without_an_editor_is_said(
    host: Host, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with host.run_test(size=(120, 30)) as pilot:
        await stand_on(host, pilot, "mine")
        await pilot.press("e")
        await pilot.pause()
        assert "cannot be lent to an editor" in host.told[-1]


async def test_what_is_promoted_is_in_the_list(host: Host, tmp_path: Path) -> None:
    (tmp_path / "answer.py").write_text('"""An answer."""\n')
    async with host.run_test(size=(120, 30)) as pilot:
        await pilot.pause()
        await pilot.press("P")
        await pilot.pause()
        assert isinstance(host.screen, PromoteScreen)
        await pilot.press(*str(tmp_path / "answer.py"), "enter", "enter")
        await pilot.pause()
        await pilot.pause()
        assert host.chosen == "answer" and "answer is in your library" in host.told[-1]
