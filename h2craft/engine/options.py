"""What an engine is told when it is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from h2craft.endpoint import Greeting, Limits


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineOptions:
    """Profiles, limits and bounds of one engine.

    greeting, limits, strict   for the endpoint of every connection
    max_connections            more are recorded and closed at once
    opening_seconds            for the TLS handshake, and for an HTTP/1.1 request that was begun
    closing_seconds            how long we read on after our FIN, so that the kernel does not answer
                               octets on their way with a reset that destroys what we wrote
    lingering_seconds          how long streams may go on being answered after the peer's FIN
    write_octets               unsent octets beyond which no queued DATA is moved
    hold_octets                unsent octets beyond which nothing is read from the peer
    unsent_octets              unsent octets beyond which the connection is reset
    memory_records, memory_octets   what the journal keeps in memory
    trace                      file for every record
    spill                      without a trace: what memory cannot hold goes to a temporary file
                               that vanishes with the process; False: it is dropped, for when
                               nobody is there to read it back
    keep_tls                   record TLS as it is on the wire too, and the secrets that open it;
                               whoever has such a trace can read all of it
    trace_header               more for the first line of that file, JSON values
    trace_overwrite            False: an existing file is an error
    journal                    False: count records and keep none, to measure what keeping costs
    """

    greeting: Greeting = field(default_factory=Greeting)
    limits: Limits = field(default_factory=Limits)
    strict: bool = False
    max_connections: int = 10_000
    opening_seconds: float = 10.0
    closing_seconds: float = 1.0
    lingering_seconds: float = 30.0
    write_octets: int = 256 << 10
    hold_octets: int = 1 << 20
    unsent_octets: int = 64 << 20
    memory_records: int = 65_536
    memory_octets: int = 64 << 20
    trace: Path | None = None
    spill: bool = True
    keep_tls: bool = False
    trace_header: Mapping[str, Any] = field(default_factory=dict)
    trace_overwrite: bool = False
    journal: bool = True
