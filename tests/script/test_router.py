"""From a URL path to what answers, and to nothing where a path tries to get out."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from h2craft.script.hooks import hooks_of
from h2craft.script.loader import Loader
from h2craft.script.router import (
    KNOWN_SECONDS,
    MISSING,
    Does,
    RootError,
    Router,
    parse_attach,
    path_pattern,
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A root with something of every sort, and secrets beside it."""
    folder = tmp_path / "root"
    (folder / "sub").mkdir(parents=True)
    (tmp_path / "secret.txt").write_text("secret")
    (tmp_path / "root-twin").mkdir()
    (tmp_path / "root-twin" / "secret.txt").write_text("secret")
    (folder / "hello.py").write_text("")
    (folder / "a b.txt").write_text("")
    (folder / "page.html").write_text("")
    (folder / "both").write_text("")
    (folder / "both.py").write_text("")
    (folder / "..a").write_text("")
    (folder / "sub" / "deep.py").write_text("")
    (folder / "inside").symlink_to("page.html")
    (folder / "outside").symlink_to(tmp_path / "secret.txt")
    (folder / "out").symlink_to(tmp_path)
    os.mkfifo(folder / "pipe")
    return folder


@pytest.fixture
def router(root: Path) -> Iterator[Router]:
    yield router_of(root)


def router_of(root: object, attach: tuple[tuple[str, str], ...] = ()) -> Router:
    return Router(root, attach, Loader(None, lambda kind, detail: None))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("path", "does", "name"),
    [
        (b"/hello.py", Does.SCRIPT, "hello.py"),
        (b"/hello", Does.SCRIPT, "hello.py"),
        (b"/sub/deep", Does.SCRIPT, "sub/deep.py"),
        (b"//sub/./deep.py", Does.SCRIPT, "sub/deep.py"),
        (b"/both", Does.FILE, "both"),
        (b"/a%20b.txt", Does.FILE, "a b.txt"),
        (b"/inside", Does.FILE, "page.html"),
        (b"/..a", Does.FILE, "..a"),
        (b"/", Does.LISTING, ""),
        (b"/sub/", Does.LISTING, "sub"),
        (b"/sub", Does.REDIRECT, "sub"),
    ],
)
def test_paths_name_what_is_below_the_root(
    router: Router, root: Path, path: bytes, does: Does, name: str
) -> None:
    target = router.find(path)
    assert (target.does, target.path) == (does, str(root / name) if name else str(root))
    assert (target.script is not None) == (does is Does.SCRIPT)


@pytest.mark.parametrize(
    "path",
    [
        b"/gone",
        b"/gone.py",
        b"/hello/",
        b"/hello.py/",
        b"/page.html/",
        b"/pipe",
        b"",
        b"*",
        b"hello.py",
        b"/../secret.txt",
        b"/sub/../../secret.txt",
        b"/sub/../hello.py",
        b"/%2e%2e/secret.txt",
        b"/.%2E/secret.txt",
        b"/..%2fsecret.txt",
        b"/sub%2Fdeep.py",
        b"/..%5csecret.txt",
        b"/..\\secret.txt",
        b"/hello.py%00.txt",
        b"/hello.py\x00",
        b"/%252e%252e/secret.txt",
        b"/outside",
        b"/out/secret.txt",
        b"/out/root/hello.py/../../secret.txt",
        b"/../root-twin/secret.txt",
        b"/\xff\xfe",
        b"/" + b"a" * 5_000,
        b"/" + b"a/" * 3_000,
    ],
)
def test_paths_that_name_nothing_are_missing(router: Router, path: bytes) -> None:
    assert router.find(path) is MISSING


@given(
    st.lists(
        st.sampled_from(
            [b"..", b"%2e%2e", b".", b"/", b"%2f", b"\\", b"%00", b"secret.txt", b"out", b"sub"]
        )
    )
)
def test_no_path_leads_out_of_the_root(
    tmp_path_factory: pytest.TempPathFactory, parts: list[bytes]
) -> None:
    base = tmp_path_factory.getbasetemp() / "never-out"
    folder = base / "root"
    if not folder.exists():
        (folder / "sub").mkdir(parents=True)
        (base / "secret.txt").write_text("secret")
        (folder / "out").symlink_to(base)
    target = router_of(folder).find(b"/" + b"/".join(parts))
    assert target is MISSING or target.path.startswith(str(folder))


def test_a_file_as_root_answers_everything(root: Path) -> None:
    router = router_of(root / "hello.py")
    assert router.find(b"/../anything%00").path == str(root / "hello.py")
    assert router.folder is None


def test_hooks_as_root_answer_everything_at_once() -> None:
    hooks = hooks_of(lambda request, response: None)
    router = router_of(hooks)
    target = router.known(b"/anything", now=0.0)
    assert target is not None
    assert target.does is Does.HOOKS
    assert target.hooks_in_force is target.current_hooks() is hooks


def test_attached_files_come_first_in_their_order(root: Path) -> None:
    deep, both = str(root / "sub" / "deep.py"), str(root / "both")
    router = router_of(root, (("/h*", deep), ("/**", both)))
    assert router.find(b"/hello.py").path == deep
    assert router.find(b"/anything/%2e%2e/else").path == both
    assert [target.path for target in router.bound] == [deep, both]


@pytest.mark.parametrize(
    ("pattern", "matches", "does_not"),
    [
        ("/a", ["/a"], ["/ab", "/a/", "/A"]),
        ("a", ["/a"], ["a"]),
        ("/a*c", ["/ac", "/abc"], ["/a/c"]),
        ("/a/**", ["/a/", "/a/b/c"], ["/a", "/b"]),
        ("**.html", ["/x.html", "/a/b.html"], ["/x.htm"]),
        ("/a.b+c", ["/a.b+c"], ["/axb+c", "/a.bbc"]),
        ("/**", ["/", "/a\nb"], []),
    ],
)
def test_patterns(pattern: str, matches: list[str], does_not: list[str]) -> None:
    compiled = path_pattern(pattern)
    assert all(compiled.fullmatch(path) for path in matches)
    assert not any(compiled.fullmatch(path) for path in does_not)


def test_what_was_found_is_known_for_a_moment(router: Router) -> None:
    assert router.known(b"/hello", now=0.0) is None
    target = router.find(b"/hello")
    at = router._known[b"/hello"][0]
    assert router.known(b"/hello", at) is target


def test_one_caller_looks_again_while_the_others_use_what_was_known(router: Router) -> None:
    target = router.find(b"/hello")
    later = router._known[b"/hello"][0] + 2 * KNOWN_SECONDS
    assert router.known(b"/hello", later) is None
    assert router.known(b"/hello", later) is target


def test_nothing_is_known_once_files_changed(router: Router) -> None:
    router.find(b"/hello")
    router.expire()
    assert router.known(b"/hello", now=0.0) is None


def test_what_is_known_is_bounded(router: Router) -> None:
    for number in range(5_000):
        router.find(b"/gone%d" % number)
    assert len(router._known) <= 4_096


def test_a_root_that_is_not_there_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(RootError, match=r"the root cannot be served: .*gone: No such file"):
        router_of(tmp_path / "gone")


def test_an_attached_file_that_is_not_there_is_one_clear_line(root: Path) -> None:
    with pytest.raises(RootError, match=r"the file of /x cannot be served: /gone\.py: No such"):
        router_of(root, (("/x", "/gone.py"),))


def test_attach_options_are_parsed() -> None:
    assert parse_attach("/a=b=c.py") == ("/a", "b=c.py")


@pytest.mark.parametrize("text", ["", "/a", "=b.py", "/a="])
def test_attach_options_without_both_parts_are_refused(text: str) -> None:
    with pytest.raises(RootError, match="expected PATTERN=FILE"):
        parse_attach(text)


def test_who_would_answer_is_named_once_it_was_looked_up(root: Path) -> None:
    (root / "hello.py").write_text("def main(request, response): pass")
    router = router_of(root)
    assert router.named(b"/hello") == ""
    target = router.find(b"/hello")
    assert router.named(b"/hello") == ""  # nobody has loaded it
    hooks = target.current_hooks()
    assert hooks is not None
    assert router.named(b"/hello") == hooks.name
    router.find(b"/page.html")
    assert router.named(b"/page.html") == ""
    assert router_of(hooks_of(print)).named(b"/any") == "print"


def test_a_target_to_be_looked_at_has_no_hooks_in_force(root: Path) -> None:
    (root / "hello.py").write_text("def main(request, response): pass")
    target = router_of(root).find(b"/hello")
    hooks = target.current_hooks()
    assert target.hooks_in_force is hooks
    assert replace(target, look=True).hooks_in_force is None


def test_what_serves_every_path_is_the_root_or_the_first_that_is_attached_to_all(
    root: Path,
) -> None:
    hello, page = str(root / "hello.py"), str(root / "page.html")
    assert router_of(root).whole is None
    for attach in ((), (("/a", page),)):
        found = router_of(hello, attach).whole
        assert found is not None and found.path == hello
    for everything in ("**", "/**"):
        found = router_of(root, (("/a", hello), (everything, page), ("**", hello))).whole
        assert found is not None and found.path == page
