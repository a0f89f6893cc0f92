"""What can be asked over a control socket: names, arguments, and the door's call that does it.

Knows the door, and no socket; what takes several looks (`look`, `read`, ...) is done elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from h2craft.actions import Action, Reply
from h2craft.client import Binding, EngineClient, Verdict
from h2craft.control.codec import from_json
from h2craft.control.protocol import LONGEST_POLL, MOST_RECORDS

REQUIRED: Any = object()
HIGHEST = 1 << 63  # of any number that counts something

Takes = Mapping[str, tuple[Any, Any]]
"""Arguments by name: the type as `codec.from_json` has it, and what stands for one left out."""


class AskError(ValueError):
    """It cannot be asked so; the message says why."""


@dataclass(frozen=True, slots=True)
class Ask:
    """A request. `call` is what the door does about it; None where the server sees to it."""

    takes: Takes
    call: Callable[..., Future[Any]] | None = None


def _submit(client: EngineClient, connection: int, actions: tuple[Action, ...]) -> Future[Any]:
    return client.submit(connection, *actions)


def _preview(client: EngineClient, connection: int, action: Action) -> Future[Any]:
    return client.preview(connection, action)


def _decide(
    client: EngineClient, held_seq: int, verdict: Verdict, action: Action | None, seconds: float
) -> Future[Any]:
    return client.decide(held_seq, verdict, action=action, seconds=seconds)


def _release(client: EngineClient, connection: int, held_seqs: tuple[int, ...]) -> Future[Any]:
    return client.release_replies(connection, *held_seqs)


def _drop(client: EngineClient, connection: int, held_seqs: tuple[int, ...]) -> Future[Any]:
    return client.drop_replies(connection, *held_seqs)


def _comment(client: EngineClient, seq: int, text: str, marked: bool) -> Future[Any]:
    return client.comment(seq, text, marked=marked)


_CONNECTION = {"connection": (int, REQUIRED)}
_PATTERN = {"pattern": (str | None, REQUIRED)}
_HELD = {**_CONNECTION, "held_seqs": (tuple[int, ...], ())}

ASKS: Mapping[str, Ask] = {
    "look": Ask({"after": (int, 0), "desk": (int | None, None), "within": (float, LONGEST_POLL)}),
    "read": Ask({"after": (int, 0), "limit": (int, MOST_RECORDS)}),
    "outline": Ask({"after": (int, 0)}),
    "standing": Ask({"connections": (tuple[int, ...] | None, None)}),
    "script_files": Ask({}),
    "submit": Ask({**_CONNECTION, "actions": (tuple[Action, ...], REQUIRED)}, _submit),
    "reconnect": Ask({}, EngineClient.reconnect),
    "preview": Ask({**_CONNECTION, "action": (Action, REQUIRED)}, _preview),
    "set_hold": Ask(_PATTERN, EngineClient.set_hold),
    "set_break": Ask(_PATTERN, EngineClient.set_break),
    "release_request": Ask(
        {**_CONNECTION, "stream_id": (int, REQUIRED)}, EngineClient.release_request
    ),
    "decide": Ask(
        {
            "held_seq": (int, REQUIRED),
            "verdict": (Verdict, REQUIRED),
            "action": (Action | None, None),
            "seconds": (float, 0.0),
        },
        _decide,
    ),
    "release_replies": Ask(_HELD, _release),
    "drop_replies": Ask(_HELD, _drop),
    "set_policy": Ask(
        {"changes": (Mapping[str, Reply], REQUIRED), "connection": (int, 0)},
        EngineClient.set_policy,
    ),
    "attach": Ask({"binding": (Binding, REQUIRED)}, EngineClient.attach),
    "detach": Ask({"number": (int, REQUIRED)}, EngineClient.detach),
    "comment": Ask({"seq": (int, REQUIRED), "text": (str, ""), "marked": (bool, True)}, _comment),
}


def read_ask(request: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """What a request asks for, and its arguments. Raises AskError."""
    name = request.get("do")
    ask = ASKS.get(name) if isinstance(name, str) else None
    if ask is None or not isinstance(name, str):
        raise AskError(_unknown("do", name, ASKS))
    for given in request:
        if given not in ask.takes and given not in ("id", "do"):
            raise AskError(f"{name}: {_unknown('argument', given, ask.takes)}")
    return name, {key: _value(name, key, request, ask.takes[key]) for key in ask.takes}


def _value(name: str, key: str, request: Mapping[str, Any], takes: tuple[Any, Any]) -> Any:
    kind, usual = takes
    if key not in request:
        if usual is REQUIRED:
            raise AskError(f"{name}: {key} is missing")
        return usual
    try:
        value = from_json(kind, request[key])
    except ValueError as error:
        raise AskError(f"{name}: {key}: {error}") from None
    if isinstance(value, int | float) and not -HIGHEST < value < HIGHEST:
        raise AskError(f"{name}: {key}: {value!r:.80} is out of bounds")
    return value


def _unknown(what: str, given: object, known: Mapping[str, Any]) -> str:
    near = get_close_matches(given[:80], known, n=1) if isinstance(given, str) else []
    hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(known) or 'none'}"
    return f"unknown {what} {given!r:.80}; {hint}"
