"""The request as handler scripts see it: WPT's names over one received header block.

Made for every request, so nothing is computed before somebody asks for it. Knows no engine.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from typing import Any, Generic, TypeVar, overload
from urllib.parse import SplitResult, urlsplit

from h2craft.endpoint.events import RequestReceived
from h2craft.script.body import Body, Frames, RawInput
from h2craft.script.channel import Channel
from h2craft.script.errors import HTTPException
from h2craft.script.forms import Upload, parse_form
from h2craft.script.headers import FieldBytes, RawHeaders, RequestHeaders
from h2craft.script.multidict import Cookies, MultiDict, parse_cookies, parse_query
from h2craft.script.server import Environment, Server

T = TypeVar("T")

# In an authority these would move what is meant as authority into the path (RFC 3986 3.2).
_DELIMITERS = frozenset("/?#\\")


class _lazy(Generic[T]):
    """Computed on first use, then an ordinary attribute a script may also set.

    As functools.cached_property, without the lock Python 3.11 takes in it.
    """

    def __init__(self, compute: Callable[[Any], T]) -> None:
        self._compute = compute
        self.__doc__ = compute.__doc__

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    @overload
    def __get__(self, instance: None, owner: type) -> _lazy[T]: ...
    @overload
    def __get__(self, instance: object, owner: type) -> T: ...
    def __get__(self, instance: object | None, owner: type) -> _lazy[T] | T:
        if instance is None:
            return self
        value = instance.__dict__[self._name] = self._compute(instance)
        return value


class Request:
    """One request. Scripts may put attributes of their own on it, to carry from hook to hook."""

    protocol_version = "HTTP/2.0"
    request_line = ""
    ordinal = 1
    """How many-th request it is that this script was given, from 1, by the order they came in."""

    def __init__(
        self,
        event: RequestReceived,
        channel: Channel,
        body: Body,
        environment: Environment,
        doc_root: str,
        url_base: str = "/",
    ) -> None:
        self._event = event
        self._channel = channel
        self._body = body
        self._environment = environment
        self.h2_stream_id = event.stream_id
        self.seq = event.seq
        self.doc_root = doc_root
        self.url_base = url_base

    def __repr__(self) -> str:
        return f"<Request {self.method} {self.url}>"

    def _pseudo(self, name: bytes) -> str:
        for key, value in self._event.headers:
            if key == name:
                return value.decode("latin-1")
        return ""

    @_lazy
    def method(self) -> str:
        """As the request gives it; methods are case-sensitive (RFC 9110 9.1)."""
        return self._pseudo(b":method")

    @_lazy
    def request_path(self) -> str:
        """Path and query as the request gives them; empty for CONNECT (RFC 9113 8.5)."""
        return self._pseudo(b":path")

    @_lazy
    def url(self) -> str:
        """Absolute, with the port. The authority is the request's, else this server's address."""
        path = self.request_path
        scheme = self._pseudo(b":scheme") or self._channel.scheme
        if path.startswith(scheme + "://"):
            return path
        authority = self._pseudo(b":authority") or self._host_field()
        host, port = self._channel.local_address[:2]
        if not authority or not _DELIMITERS.isdisjoint(authority):
            authority = f"[{host}]" if ":" in str(host) else str(host)
        if ":" not in authority.rpartition("]")[2]:
            authority = f"{authority}:{port}"
        return f"{scheme}://{authority}{path}"

    def _host_field(self) -> str:
        host: bytes = self.headers.get(b"host", b"")
        return host.decode("latin-1")

    @_lazy
    def url_parts(self) -> SplitResult:
        """`url`, split. Never raises: without an authority where the request's is none."""
        try:
            return urlsplit(self.url)
        except ValueError:
            # An authority that is none (an unclosed bracket) must not take the path along.
            path, _, query = self.request_path.partition("?")
            return SplitResult(self._channel.scheme, "", path, query, "")

    @_lazy
    def route_match(self) -> dict[str, str]:
        """What WPT's route to scripts, `*.py`, has matched: all of the path."""
        return {"*": self.url_parts.path.removeprefix("/")}

    @_lazy
    def headers(self) -> RequestHeaders:
        """The fields by name, case-blind; several values of a name as one (RFC 9110 5.3)."""
        return RequestHeaders(self._event.headers)

    @_lazy
    def raw_headers(self) -> RawHeaders:
        """The fields as str, names as received; the last of several values stands."""
        return RawHeaders(self._event.headers)

    @_lazy
    def client_address(self) -> tuple[Any, ...]:
        """Host and port; of IPv6 two numbers more."""
        return self._channel.client_address

    @_lazy
    def server(self) -> Server:
        """The configuration and the stash, as this request sees them."""
        return Server(self._environment, self.url_parts.path)

    @_lazy
    def GET(self) -> MultiDict[FieldBytes]:
        """The parameters of the query, whatever the method."""
        return parse_query(self.url_parts.query)

    @property
    def POST(self) -> MultiDict[Any]:
        """The parameters of the body, as far as it has arrived; files are `Upload`s."""
        arrived = self._body.length
        known: tuple[int, MultiDict[Any]] | None = self.__dict__.get("_form")
        if known is None or known[0] != arrived:
            content_type: FieldBytes | None = self.headers.get(b"content-type")
            text = None if content_type is None else content_type.decode("latin-1")
            form = parse_form(self.method, text, RawInput(self._body), self._uploads)
            known = self.__dict__["_form"] = (arrived, form)
        return known[1]

    @_lazy
    def _uploads(self) -> list[Upload]:
        return []

    @_lazy
    def cookies(self) -> Cookies:
        """Cookies by name, of all `cookie` fields together (RFC 9113 8.2.3)."""
        return parse_cookies(self.headers.get(b"cookie", b""))

    @_lazy
    def auth(self) -> Authentication:
        """Raises HTTPException 400 for credentials that are not Basic ones."""
        return Authentication(self.headers)

    @property
    def body(self) -> bytes:
        """What has arrived, all of it in memory; `raw_input` reads it piece by piece."""
        arrived = self._body.length
        known: bytes | None = self.__dict__.get("_octets")
        if known is None or len(known) != arrived:
            known = self.__dict__["_octets"] = self._body.read(0, arrived)
        return known

    @_lazy
    def raw_input(self) -> RawInput:
        """The body as a file of octets, as far as it has come: reading does not wait."""
        return RawInput(self._body)

    @_lazy
    def frames(self) -> Frames:
        """What this stream received before the hook that is running, oldest first."""
        return Frames(self._body)

    def close(self) -> None:
        """The request is over: its body, and the files of its form, are given back."""
        self._body.close()
        for upload in self.__dict__.get("_uploads", ()):
            upload.file.close()

    def __enter__(self) -> Request:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


class Authentication:
    """Basic credentials (RFC 7617 2): octets, as no encoding is agreed on. None where absent."""

    def __init__(self, headers: RequestHeaders) -> None:
        self.username: FieldBytes | None = None
        self.password: FieldBytes | None = None
        field: bytes | None = headers.get(b"authorization")
        if field is None:
            return
        scheme, _, credentials = bytes(field).partition(b" ")
        if scheme.lower() != b"basic":
            raise HTTPException(400, f"authentication scheme {scheme!r} is not supported")
        try:
            username, _, password = base64.b64decode(credentials).partition(b":")
        except binascii.Error as error:
            raise HTTPException(400, f"credentials are not Base64: {error}") from error
        self.username, self.password = FieldBytes(username), FieldBytes(password)
