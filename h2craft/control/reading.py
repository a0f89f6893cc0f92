"""What takes long to write down, in slices: others have their turn in between. Knows no socket."""

from __future__ import annotations

import asyncio
import threading
from base64 import b64encode
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TypeVar

from h2craft.client import EngineClient
from h2craft.control.codec import to_json
from h2craft.control.protocol import ANSWER_OCTETS, MOST_RECORDS, line_of
from h2craft.trace import RawRecord, text_of

Value = TypeVar("Value")

SLICE_RECORDS = 128
SLICE_OCTETS = 256 << 10


class Reading:
    """Answers to whoever asks for much. Made on the loop; one slice at a time for everybody."""

    def __init__(self, client: EngineClient) -> None:
        self._client = client
        self._journal = client.records
        self._turn = asyncio.Lock()

    async def records(self, after: int, limit: int) -> bytes:
        """The records after seq `after`: `limit` at most, and about as many as an answer holds."""
        texts: list[bytes] = []
        room, limit, after = ANSWER_OCTETS, min(limit, MOST_RECORDS), max(after, 0)
        while len(texts) < limit and room > 0:
            async with self._turn:
                found = self._journal.read_raw(after, min(SLICE_RECORDS, limit - len(texts)))
                made = _texts(found, room)
            if not made:
                break
            after = found[len(made) - 1][0]
            texts += made
            room -= sum(map(len, made))
            await asyncio.sleep(0)
        return b'{"records":[%b]}' % b",".join(texts)

    async def outline(self, after: int) -> bytes:
        """Kinds and origins, as many as are at hand."""
        async with self._turn:
            found = self._journal.outline(max(after, 0))
        return b'{"first":%d,"kinds":"%b","origins":"%b"}' % (
            found.first,
            b64encode(found.kinds),
            b64encode(found.origins),
        )

    async def standing(self, connections: Sequence[int] | None) -> bytes:
        """What the engine knows of its connections now."""
        standing = await asyncio.wrap_future(self._client.standings(connections))
        texts = []
        for number, known in standing.connections.items():
            async with self._turn:
                texts.append(b'"%d":%b' % (number, line_of(to_json(known))[:-1]))
            await asyncio.sleep(0)
        return b'{"seq":%d,"connections":{%b}}' % (standing.seq, b",".join(texts))

    async def script_files(self) -> bytes:
        """Scripts below the root."""
        return line_of(list(await aside(self._client.script_files)))[:-1]


def _texts(raws: Sequence[RawRecord], room: int) -> list[bytes]:
    """As JSON, till there is no room; one at least."""
    texts: list[bytes] = []
    room = min(room, SLICE_OCTETS)
    for raw in raws:
        text = text_of(raw)
        texts.append(text)
        room -= len(text)
        if room <= 0:
            break
    return texts


async def aside(call: Callable[[], Value]) -> Value:
    """Have something done that blocks, on a thread of its own. Raises what it raises."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[Value] = loop.create_future()

    def settle(value: Value | None, error: BaseException | None) -> None:
        if future.cancelled():
            return
        if error is not None:
            future.set_exception(error)
        else:
            future.set_result(value)  # type: ignore[arg-type]

    def run() -> None:
        value, error = None, None
        try:
            value = call()
        except BaseException as raised:
            error = raised
        with suppress(RuntimeError):  # the loop is closed
            loop.call_soon_threadsafe(settle, value, error)

    threading.Thread(target=run, name="h2craft-aside", daemon=True).start()
    return await future
