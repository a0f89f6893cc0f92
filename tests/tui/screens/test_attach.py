"""Attaching scripts: which file, to what, what is bound, and the trouble of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.app import App
from textual.widgets import Checkbox, Input, Static

from h2craft.client import Binding, Desk, Result
from h2craft.session import Selection
from h2craft.tui.screens.attach import AttachScreen, editor_place, paths_like
from h2craft.tui.widgets.listing import Listing


class AttachApp(App[None]):
    def __init__(self, session: Any, file: str = "") -> None:
        super().__init__()
        self.session = session
        self.file = file

    def on_mount(self) -> None:
        self.push_screen(AttachScreen(self.session, self.file))

    @property
    def trouble(self) -> str:
        return str(self.screen.query_one("#trouble", Static).content)


@pytest.fixture
def make_app(session_of: Callable[..., Any]) -> Callable[..., AttachApp]:
    def make(*bound: Binding, selection: Selection | None = None, file: str = "") -> AttachApp:
        session = session_of()
        session.client.scripts = ("hello.py", "deep/slow.py", "[odd].py")
        session.client.desk_now = Desk(version=1, bindings=bound)
        session.selection = selection or Selection(2, 5)
        return AttachApp(session, file)

    return make


async def attach(app: AttachApp, pilot: Any, *keys: str) -> list[Any]:
    await pilot.pause()
    await pilot.press(*keys)
    await pilot.pause()
    await app.workers.wait_for_complete()
    await pilot.pause()
    return [one for one in app.session.client.asked if one[0] == "attach"]


async def test_a_few_letters_and_enter_choose_and_enter_attaches(make_app: Any) -> None:
    app = make_app()
    async with app.run_test() as pilot:
        found = await attach(app, pilot, *"slow", "enter", "enter")
        assert found == [("attach", Binding(file="deep/slow.py"))]


async def test_a_file_it_was_opened_with_is_chosen(make_app: Any) -> None:
    app = make_app(file="hello.py")
    async with app.run_test() as pilot:
        assert await attach(app, pilot, "f9") == [("attach", Binding(file="hello.py"))]


@pytest.mark.parametrize(
    ("button", "expected"),
    [
        ("#to-everything", Binding(file="hello.py")),
        ("#to-connection", Binding(file="hello.py", connection=2)),
        ("#to-stream", Binding(file="hello.py", connection=2, stream_id=5)),
    ],
)
async def test_what_it_is_for_is_chosen_with_the_mouse(
    make_app: Any, button: str, expected: Binding
) -> None:
    app = make_app(file="hello.py")
    async with app.run_test() as pilot:
        await pilot.pause()
        await pilot.click(button)
        await pilot.pause()
        await pilot.click("#attach")
        await pilot.pause()
        await app.workers.wait_for_complete()
        assert app.session.client.asked == [("attach", expected)]


async def test_a_pattern_binds_to_paths_and_once_to_the_next_request(make_app: Any) -> None:
    app = make_app(file="hello.py")
    async with app.run_test() as pilot:
        await pilot.pause()
        app.screen.query_one("#once", Checkbox).toggle()
        app.screen.query_one("#pattern", Input).focus()
        found = await attach(app, pilot, *"/a/", "*", "enter")
        assert found == [("attach", Binding(file="hello.py", pattern="/a/*", once=True))]


async def test_a_path_without_a_pattern_and_no_script_are_said(make_app: Any) -> None:
    app = make_app()
    async with app.run_test() as pilot:
        await pilot.pause()
        app.screen.query_one("#file", Input).value = "zzzz"
        assert await attach(app, pilot, "f9") == []
        assert app.trouble == "no script is chosen"
        app.screen.query_one("#file", Input).value = "hello.py"
        await pilot.click("#to-path")
        assert await attach(app, pilot, "f9") == []
        assert "pattern is missing" in app.trouble


async def test_any_path_may_be_typed(make_app: Any, tmp_path: Path) -> None:
    (tmp_path / "elsewhere.py").write_text("")
    app = make_app()
    async with app.run_test() as pilot:
        await pilot.pause()
        field = app.screen.query_one("#file", Input)
        field.value = f"{tmp_path}/else"
        found = await attach(app, pilot, "enter", "enter")
        assert found == [("attach", Binding(file=str(tmp_path / "elsewhere.py")))]


def test_paths_are_completed_with_folders_and_scripts(tmp_path: Path) -> None:
    for name in ("a.py", "b.txt", ".hidden.py"):
        (tmp_path / name).write_text("")
    (tmp_path / "folder").mkdir()
    assert paths_like(f"{tmp_path}/", 9) == [f"{tmp_path}/a.py", f"{tmp_path}/folder/"]
    assert paths_like(f"{tmp_path}/.", 9) == [f"{tmp_path}/.hidden.py"]
    assert paths_like(f"{tmp_path}/none/", 9) == []
    assert paths_like("/\0/", 9) == []


async def test_elsewhere_shows_the_tree_of_folders(make_app: Any) -> None:
    app = make_app()
    async with app.run_test() as pilot:
        await pilot.pause()
        assert not app.screen.query("#elsewhere")
        await pilot.press("f3")
        await pilot.pause()
        assert app.screen.query("#elsewhere") and not app.screen.query_one("#files").display
        await pilot.click("#browse")
        await pilot.pause()
        assert not app.screen.query("#elsewhere") and app.screen.query_one("#files").display


async def test_what_is_bound_is_listed_with_its_use_and_trouble(make_app: Any) -> None:
    bound = Binding(file="hello.py", number=3, used=1, trouble="hello.py:7: SyntaxError")
    app = make_app(bound)
    async with app.run_test() as pilot:
        await pilot.pause()
        (option,) = app.screen.query_one("#bound", Listing).options
        assert "used 1 time" in str(option.prompt)
        assert "hello.py:7: SyntaxError" in str(option.prompt)


@pytest.mark.parametrize("key", [True, False])
async def test_a_binding_is_detached(make_app: Any, key: bool) -> None:
    app = make_app(Binding(file="hello.py", number=3))
    async with app.run_test() as pilot:
        await pilot.pause()
        app.screen.query_one("#bound", Listing).focus()
        if key:
            await pilot.press("delete")
        else:
            await pilot.click("#detach")
        await pilot.pause()
        await app.workers.wait_for_complete()
        assert app.session.client.asked == [("detach", 3)]


async def test_a_refusal_is_shown_and_the_dialog_stays(make_app: Any) -> None:
    app = make_app(file="hello.py")
    app.session.client.result = Result(accepted=False, reason="no such file \x1b[31m")
    async with app.run_test() as pilot:
        await attach(app, pilot, "f9")
        assert app.trouble == "no such file \\x1b[31m"
        assert isinstance(app.screen, AttachScreen)


def test_the_editor_opens_where_the_trouble_is(tmp_path: Path) -> None:
    (tmp_path / "hello.py").write_text("")
    (tmp_path / "part.py").write_text("")
    bound = Binding(file="hello.py", trouble="part.py:7: NameError")
    assert editor_place(tmp_path, bound) == (str(tmp_path / "part.py"), 7)
    gone = Binding(file="hello.py", trouble="gone.py:9: NameError")
    assert editor_place(tmp_path, gone) == (str(tmp_path / "hello.py"), 9)
    assert editor_place(None, Binding(file="/x/y.py")) == ("/x/y.py", 0)


async def test_the_editor_is_opened_for_the_chosen_file(make_app: Any) -> None:
    app = make_app(file="hello.py")
    async with app.run_test() as pilot:
        await pilot.pause()
        await pilot.press("f4")
        await pilot.pause()
        assert app.trouble == "this terminal cannot be lent to an editor"
