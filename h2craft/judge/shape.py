"""What a case needs of the client: which requests, how many, and what else. Values only."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """The requests a case is made for.

    method    "GET", "HEAD", "POST", "OPTIONS", "CONNECT"
    size      octets of the request's body; 0 for none
    requests  how many, one after the other, on one connection where the client keeps it
    parallel  how many of them at the same time
    push      the client must take pushes
    slow      seconds in which its application does not read; 0 for none
    cancel    seconds after which the client is told to stop (SIGINT, then as at a timeout); 0: no
    https     the case is about TLS: nothing to ask in cleartext
    settings  what the client must have said in its SETTINGS, as "HEADER_TABLE_SIZE<4096"
    extra     what no placeholder can ask for, in words: "two host names", "cookies", "trailers"
    """

    method: str = "GET"
    size: int = 0
    requests: int = 1
    parallel: int = 1
    push: bool = False
    slow: float = 0.0
    cancel: float = 0.0
    https: bool = False
    settings: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()
