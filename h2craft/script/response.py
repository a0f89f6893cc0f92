"""The response as handler scripts see it, and what is written for a script that ends.

Knows no engine: everything leaves through the writer.
"""

from __future__ import annotations

import json
import traceback
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from http.cookies import BaseCookie, Morsel, SimpleCookie
from typing import Any

from h2craft.actions import CraftedFrame, Data
from h2craft.script.channel import Channel
from h2craft.script.compat import is_http_exception
from h2craft.script.errors import HTTPException
from h2craft.script.headers import ResponseHeaders, octets_of
from h2craft.script.request import Request
from h2craft.script.writer import FILE_CHUNK, ResponseWriter

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


class Response:
    """What will be written when the script ends, unless it writes by itself.

    content               str, bytes, a file, or an iterable of those and of callables
    add_required_headers  kept for WPT's sake: HTTP/2 requires none
    close_connection      kept for WPT's sake: `writer.close()` closes a connection
    """

    def __init__(self, request: Request, channel: Channel) -> None:
        self.request = request
        self.add_required_headers = True
        self.close_connection = False
        self.headers: Any = ResponseHeaders()
        self.content: Any = []
        self.writer = ResponseWriter(request, channel, request.seq)
        self._status: tuple[int, str | bytes | None] = (200, None)

    @property
    def encoding(self) -> str:
        """Of str content, and of what the writer is given as str."""
        return self.writer.encoding

    @encoding.setter
    def encoding(self, name: str) -> None:
        self.writer.encoding = name

    @property
    def send_body_for_head_request(self) -> bool:
        """Whether the answer to HEAD has a body all the same."""
        return self.writer.send_body_for_head_request

    @send_body_for_head_request.setter
    def send_body_for_head_request(self, sends: bool) -> None:
        self.writer.send_body_for_head_request = sends

    @property
    def status(self) -> tuple[int, str | bytes | None]:
        """Code and reason; may be set to a code alone."""
        return self._status

    @status.setter
    def status(self, value: Any) -> None:
        if not hasattr(value, "__len__"):
            self._status = (int(value), None)
            return
        if len(value) != 2:
            raise ValueError(f"a status is a code, or a code and a reason, not {value!r}")
        code, reason = value
        self._status = (int(code), reason if isinstance(reason, bytes | str) else str(reason))

    def set_cookie(
        self,
        name: str | bytes,
        value: str | bytes | None,
        path: str | None = "/",
        domain: str | None = None,
        max_age: int | timedelta | None = None,
        expires: datetime | timedelta | None = None,
        samesite: str | None = None,
        secure: bool = False,
        httponly: bool = False,
        comment: str | None = None,
    ) -> None:
        """Adds a Set-Cookie field (RFC 6265 4.1). `value` None deletes the cookie."""
        if value is None:
            value, max_age, expires = b"", 0, timedelta(days=-1)
        text = octets_of(value).decode("latin-1")
        morsel: Morsel[str] = Morsel()
        morsel.set(octets_of(name).decode("latin-1"), text, text)
        attributes: dict[str, Any] = {
            "path": path,
            "domain": domain,
            "comment": comment,
            "expires": None if expires is None else _expiry(expires),
            "max-age": None if max_age is None else _age(max_age),
            "secure": secure,
            "httponly": httponly,
            "samesite": samesite,
        }
        for key, attribute in attributes.items():
            if attribute is not None and attribute is not False:
                morsel[key] = attribute
        self.headers.append("Set-Cookie", morsel.OutputString())

    def unset_cookie(self, name: str | bytes) -> None:
        """Takes back what `set_cookie` would have set."""
        wanted = octets_of(name).decode("latin-1")
        jar: BaseCookie[str] = SimpleCookie()
        for cookie in self.headers.get("Set-Cookie"):
            jar.load(octets_of(cookie).decode("latin-1"))
        if wanted in jar:
            del self.headers["Set-Cookie"]
            for morsel in jar.values():
                if morsel.key != wanted:
                    self.headers.append("Set-Cookie", morsel.OutputString())

    def delete_cookie(
        self, name: str | bytes, path: str | None = "/", domain: str | None = None
    ) -> None:
        """Adds a Set-Cookie field that makes the client forget the cookie."""
        self.set_cookie(name, None, path=path, domain=domain)

    def set_error(self, code: int, message: object = None, err: object = None) -> None:
        """Status, headers and a JSON body `{"error": {"code": ..., "message": ...}}`.

        For a code of 500 to 599 the message is a report, with the traceback of an exception.
        `err` is the message's name in newer versions of WPT.
        """
        message = err if message is None else message
        if 500 <= code < 600:
            text = f"Internal server error loading {self.request.url}:\n  {_report(message)}"
        else:
            text = "" if message is None else str(message)
        self.status = code
        self.content = json.dumps({"error": {"code": code, "message": text}})
        self.headers = ResponseHeaders(
            [("Content-Type", "application/json"), ("Content-Length", len(self.content))]
        )

    def iter_content(self) -> Iterator[Any]:
        """The parts of the content: a callable is called, a file read piece by piece and closed.

        Parts that are empty are left out, but for content that is one empty str or bytes.
        """
        content = self.content
        if isinstance(content, str | bytes):
            yield self.writer.encode(content)
        elif hasattr(content, "read"):
            while chunk := content.read(FILE_CHUNK):
                yield chunk
            content.close()
        else:
            for item in content:
                part = item() if callable(item) else item
                if part:
                    yield part

    def write_status_headers(self) -> None:
        """HEADERS of status and headers."""
        self.writer.write_headers(self.headers, *self.status)

    def write_content(self) -> None:
        """DATA of the content, the last frame with END_STREAM. Nothing at all if it is empty."""
        if not self._has_body():
            if hasattr(self.content, "close"):
                self.content.close()
            return
        parts = self.iter_content()
        item = next(parts, b"")
        for following in parts:
            self.writer.write_data(item)
            item = following
        if item:
            self.writer.write_data(item, last=True)

    def write(self) -> None:
        """HEADERS and content."""
        self.write_status_headers()
        self.write_content()

    def hold(self, why: str = "", timeout: float | None = None) -> None:
        """Hand this stream to a person, who sees `why`, and wait till they give it back.

        The person may write to it meanwhile. Where that was a response head, `writer` knows
        (`content_written`), and nothing is written over it when the script ends. Only this
        thread waits, in an `async` hook too. Raises StreamClosed (ConnectionClosed) when the
        stream ends first, by the client or because the person has answered to the end;
        TimeoutError after `timeout` seconds; ProtocolError when too many scripts hold.
        """
        self.writer.hold(why, timeout)

    def _has_body(self) -> bool:
        return self.request.method != "HEAD" or self.send_body_for_head_request

    def _ready_parts(self) -> list[bytes] | None:
        """The content as octets, if that takes neither reading nor calling anything."""
        content = self.content
        if isinstance(content, str | bytes):
            return [self.writer.encode(content)]
        if not isinstance(content, list | tuple):
            return None
        if not all(isinstance(part, str | bytes) for part in content):
            return None
        return [self.writer.encode(part) for part in content if part] or [b""]

    def write_whole(self) -> None:
        """All of the response, END_STREAM included; in one flush and not waited for if it can."""
        parts = self._ready_parts()
        if parts is None:
            self.write()
            return
        head = self.writer.head_frame(self.headers, self._status[0])
        frames: list[CraftedFrame] = [head]
        if not head.end_stream:
            stream_id, last = head.stream_id, parts.pop()
            frames += [Data(stream_id=stream_id, data=part) for part in parts]
            frames.append(Data(stream_id=stream_id, data=last, end_stream=True))
        self.writer.send_last(tuple(frames))


def _expiry(expires: datetime | timedelta) -> str:
    if isinstance(expires, timedelta):
        expires = datetime.now(UTC) + expires
    month = _MONTHS[expires.month - 1]
    return f"{expires.day:02} {month} {expires.strftime('%Y %H:%M:%S')} GMT"


def _age(max_age: int | timedelta) -> str:
    return str(int(max_age.total_seconds() if isinstance(max_age, timedelta) else max_age))


def _report(error: object) -> str:
    if error is None:
        return "<no traceback>"
    if not isinstance(error, BaseException):
        return str(error)
    lines = "".join(f"  {line}\n" for line in traceback.format_tb(error.__traceback__))
    return f"Traceback (most recent call last):\n{lines}  {type(error).__name__}: {error}\n"


def apply_return_value(response: Response, value: Any) -> None:
    """What `main` returned: content, (headers, content) or (status, headers, content).

    None changes nothing. Raises HTTPException 500 for a tuple of another length, ValueError for
    a status that is none.
    """
    if value is None:
        return
    if not isinstance(value, tuple):
        response.content = value
        return
    if len(value) not in (2, 3):
        raise HTTPException(500, f"main returned a tuple of {len(value)}")
    if len(value) == 3:
        response.status = value[0]
    headers: Iterable[tuple[Any, Any]] = value[-2]
    response.headers.update(headers)
    response.content = value[-1]


def answer_error(response: Response, error: BaseException) -> None:
    """Make the response say what went wrong, as WPT does: the code of an HTTPException, or 500.

    Nothing is written. An exception that caused an HTTPException of 500 to 599 is the one told.
    """
    code = getattr(error, "code", 500) if is_http_exception(error) else 500
    if is_http_exception(error) and 500 <= code < 600:
        error = error.__cause__ or error.__context__ or error
    response.set_error(code, error)


def finish(request: Request, response: Response) -> None:
    """Write what a script left unwritten: the response if it wrote none, the end of the stream.

    The common case is one flush that is not waited for. Raises ProtocolError when refused
    (StreamClosed and ConnectionClosed among them), and whatever the content raises.
    """
    if not response.writer.content_written:
        response.write_whole()
    if not response.writer.stream_ended:
        response.writer.send_last((Data(stream_id=request.h2_stream_id, end_stream=True),))
