"""What the command line tools are told."""

from __future__ import annotations

from pathlib import Path

import pytest

from h2craft.check.profiles import tools
from h2craft.check.profiles.tools import Told, output_of, write_body
from h2craft.judge import Shape

URL = "https://127.0.0.1:1/x"


def told(folder: Path, url: str = URL, cacert: str = "/ca.pem", **shape: object) -> Told:
    return Told("tool", Shape(**shape), url, cacert, folder)  # type: ignore[arg-type]


def test_curl_is_told_of_the_ca_and_of_http2(tmp_path: Path) -> None:
    words = tools.curl(told(tmp_path))
    assert words[0] == "tool"
    assert words[words.index("--cacert") + 1] == "/ca.pem"
    assert "--http2" in words
    assert words[-3:] == ("-o", "body-0", URL)


def test_curl_in_cleartext_knows_that_it_is_http2(tmp_path: Path) -> None:
    words = tools.curl(told(tmp_path, url="http://127.0.0.1:1/", cacert=""))
    assert "--http2-prior-knowledge" in words
    assert "--cacert" not in words


def test_curl_gets_a_file_for_each_body(tmp_path: Path) -> None:
    words = tools.curl(told(tmp_path, requests=3, parallel=2))
    assert [words[at + 1] for at, word in enumerate(words) if word == "-o"] == [
        "body-0",
        "body-1",
        "body-2",
    ]
    assert words.count(URL) == 3
    assert words[words.index("--parallel-max") + 1] == "2"


def test_curl_asks_two_names_in_turn(tmp_path: Path) -> None:
    words = tools.curl(told(tmp_path, requests=2, extra=("two host names",)))
    assert [word for word in words if word.startswith("https:")] == [
        URL,
        "https://localhost:1/x",
    ]


@pytest.mark.parametrize(
    ("shape", "wanted"),
    [
        ({"method": "HEAD"}, ["-I"]),
        ({"method": "OPTIONS"}, ["-X", "OPTIONS"]),
        ({"method": "POST", "size": 5}, ["-T", "request-body"]),
        ({"extra": ("cookies",), "requests": 2}, ["-b", ""]),
        ({"method": "OPTIONS", "extra": ("asterisk",)}, ["--request-target", "*"]),
    ],
)
def test_curl_by_shape(tmp_path: Path, shape: dict[str, object], wanted: list[str]) -> None:
    words = list(tools.curl(told(tmp_path, **shape)))
    at = words.index(wanted[0])
    assert words[at : at + len(wanted)] == wanted


def test_nghttp_refuses_pushes_unless_they_are_wanted(tmp_path: Path) -> None:
    assert "--no-push" in tools.nghttp(told(tmp_path))
    assert "--no-push" not in tools.nghttp(told(tmp_path, push=True))


@pytest.mark.parametrize("tool", [tools.nghttp, tools.h2load])
def test_nghttp2s_tools_are_told_a_method_where_it_is_not_theirs(
    tmp_path: Path, tool: object
) -> None:
    assert callable(tool)
    assert ":method: HEAD" in tool(told(tmp_path, method="HEAD"))
    posting = tool(told(tmp_path, method="POST", size=7))
    assert "-d" in posting and "-H" not in posting


def test_h2load_asks_over_one_connection(tmp_path: Path) -> None:
    words = tools.h2load(told(tmp_path, requests=12, parallel=4))
    assert [words[words.index(one) + 1] for one in ("-n", "-c", "-m")] == ["12", "1", "4"]


def test_wget2_tries_once(tmp_path: Path) -> None:
    words = tools.wget2(told(tmp_path, method="HEAD"))
    assert "--tries=1" in words
    assert "--spider" in words
    assert not [word for word in words if word.startswith("--post")]


def test_a_client_that_is_not_to_read_is_started_by_the_slow_reader(tmp_path: Path) -> None:
    from h2craft.check.profiles import PROFILES

    values = {"url": URL, "cacert": "/ca.pem"}
    words, _ = PROFILES["curl"].words(Shape(slow=1.5), values, tmp_path)
    assert words[1].endswith("slowly.py")
    assert words[2] == "1.5"


@pytest.mark.parametrize("size", [0, 1, 1023, 1 << 20, (1 << 20) + 5])
def test_a_body_has_its_size(tmp_path: Path, size: int) -> None:
    write_body(tmp_path / "b", size)
    assert (tmp_path / "b").stat().st_size == size


def test_a_huge_body_takes_no_room(tmp_path: Path) -> None:
    write_body(tmp_path / "b", 1 << 30)
    assert (tmp_path / "b").stat().st_blocks * 512 < 1 << 22


def test_a_program_that_is_not_there_says_nothing(tmp_path: Path) -> None:
    assert output_of((str(tmp_path / "none"),)) == ""


def test_what_a_program_prints_is_both_of_its_outputs() -> None:
    said = output_of(("sh", "-c", "echo $WORD; echo err >&2"), {"WORD": "out"})
    assert said.split() == ["out", "err"]
