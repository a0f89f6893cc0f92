"""What is wrong, or worth knowing, about a record. Knows no state: whoever finds it fills it in."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal


class Severity(StrEnum):
    """How much it matters to somebody who wants their client or server to be right."""

    ERROR = "error"  # the peer broke a MUST
    WARNING = "warning"  # the peer broke a SHOULD, or we broke a MUST (as we do on purpose)
    NOTE = "note"  # lawful, or not provable from here, and worth a look


class Who(StrEnum):
    """Whose doing a finding is about."""

    PEER = "peer"
    US = "us"


Scope = Literal["connection", "stream"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One sentence about one record, and the section it rests on.

    section     of RFC 9113, or beginning with another RFC's number ("7541 4.2")
    record      seq of the record it is about
    stream_id   the stream the record is about, 0 for none
    code        the error code the section asks for, NO_ERROR where it asks for none
    scope       whether the section asks for a connection error or a stream error (RFC 9113 5.4)
    """

    section: str
    severity: Severity
    text: str
    record: int
    connection: int
    stream_id: int = 0
    code: int = 0
    scope: Scope = "connection"
    who: Who = Who.PEER
