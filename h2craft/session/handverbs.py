"""The words of the command line that no connection hears: hold, break, release, drop, attach.

Knows the client's door and what is selected, no widget.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from h2craft.client import Binding, Client, Result, Verdict
from h2craft.language import Command
from h2craft.scenario import ScenarioError, find
from h2craft.wire import escape

Asked = list[tuple[Future[Result], str]]
"""What was asked for, each with the words for when it is done."""

_NONE = ("", "off", "none")
_ALL = "all"


def pattern_of(text: str) -> str | None:
    """A pattern as a dialog takes it: None for "off" or nothing, an empty filter for "all"."""
    word = text.strip()
    if word in _NONE:
        return None
    return "" if word == _ALL else word


def pattern_text(pattern: str | None) -> str:
    """And back, for people."""
    if pattern is None:
        return "none"
    return escape(pattern) or _ALL


def do(client: Client, command: Command, connection: int, stream_id: int) -> Asked:
    """Ask the client for what the line says; `connection` and `stream_id` are what is selected.

    ValueError (LanguageError, FilterError) where the line cannot be meant so.
    """
    return VERBS[command.verb](client, command.arguments, connection, stream_id)


def _hold(client: Client, said: Mapping[str, Any], connection: int, stream_id: int) -> Asked:
    pattern = _line_pattern(said)
    return [(client.set_hold(pattern), f"hold requests: {pattern_text(pattern)}")]


def _break(client: Client, said: Mapping[str, Any], connection: int, stream_id: int) -> Asked:
    pattern = _line_pattern(said)
    return [(client.set_break(pattern), f"break on scripts: {pattern_text(pattern)}")]


def _line_pattern(said: Mapping[str, Any]) -> str | None:
    """On the line, `hold` alone is all, `hold off` is none."""
    pattern = said["pattern"]
    return None if pattern is None else str(pattern)


def _release(client: Client, said: Mapping[str, Any], connection: int, stream_id: int) -> Asked:
    return _held(client, said, connection, stream_id, release=True)


def _drop(client: Client, said: Mapping[str, Any], connection: int, stream_id: int) -> Asked:
    return _held(client, said, connection, stream_id, release=False)


def _held(
    client: Client, said: Mapping[str, Any], connection: int, stream_id: int, *, release: bool
) -> Asked:
    """What is held: of a stream, of the whole connection, or by number."""
    desk = client.desk()
    wanted, what = set(said.get("seq") or ()), said.get("what")
    stream_id = said.get("stream") or stream_id
    here = [one for one in desk.requests if one.connection == connection]
    sent = [one for one in desk.actions if one.connection == connection]
    replies = [one.seq for one in desk.replies if one.connection == connection]
    if wanted:
        here = [one for one in here if wanted & {one.seq, one.held_seq}]
        sent = [one for one in sent if one.seq in wanted]
        replies = [seq for seq in replies if seq in wanted]
    elif what == "replies":
        here, sent = [], []
    elif what != "all":
        here = [one for one in here if one.stream_id == stream_id]
        sent = [one for one in sent if one.stream_id == stream_id]
        replies = []
    asked: Asked = []
    verdict = Verdict.RELEASE if release else Verdict.DROP
    done = "released" if release else "dropped"
    if release:
        for held in here:
            future = client.release_request(connection, held.stream_id)
            asked.append((future, f"released {connection}/{held.stream_id}"))
    asked += [(client.decide(one.seq, verdict), f"{done} action {one.seq}") for one in sent]
    if replies:
        change = client.release_replies if release else client.drop_replies
        asked.append((change(connection, *replies), f"{done} {len(replies)} replies"))
    if not asked:
        raise ValueError("nothing like that is held here")
    return asked


def _attach(client: Client, said: Mapping[str, Any], connection: int, stream_id: int) -> Asked:
    stream = said.get("stream") or 0
    binding = Binding(
        file=_file_of(client, str(said["file"])),
        pattern=str(said.get("path") or ""),
        connection=said.get("connection") or (connection if stream else 0),
        stream_id=stream,
        once=bool(said.get("once")),
    )
    return [(client.attach(binding), f"attached {escape(binding.file)}")]


def _file_of(client: Client, said: str) -> str:
    """The file: a scenario of the library may be named, where no file is called that."""
    folder = client.about.folder
    if said.endswith(".py") or Path(folder or "", said).exists():
        return said
    try:
        return str(find(said).file)
    except ScenarioError:
        if "/" in said or "." in said:  # a path, and it is for the engine to say what it finds
            return said
        raise


def _detach(client: Client, said: Mapping[str, Any], connection: int, stream_id: int) -> Asked:
    number = said["number"]
    return [(client.detach(number), f"detached {number}")]


VERBS: Mapping[str, Callable[[Client, Mapping[str, Any], int, int], Asked]] = {
    "hold": _hold,
    "break": _break,
    "release": _release,
    "drop": _drop,
    "attach": _attach,
    "detach": _detach,
}
