"""The keys of the filter language: one table that the compiler and the help are made of.

Knows what may be written; what it means is said in `meanings`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from h2craft.filter import meanings
from h2craft.filter.meanings import Maker
from h2craft.trace import Kind
from h2craft.wire import ErrorCode, FrameType, SettingId


class Need(IntEnum):
    """How much of a reading a filter looks at; each includes those before it."""

    RECORD = 0  # the record, and its frame by itself
    SUMMARY = 1  # the summary, which of a header block needs the blocks before it
    FOLD = 2  # fields, stream, findings: whatever the fold made of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """One key: how it is written, what it means, and its makers.

    `regex` is the maker for `key~pattern`; None where only `key:value` makes sense. `completions`
    are values worth offering. `optional`: the value may be missing.
    """

    name: str
    shape: str
    meaning: str
    make: Maker
    regex: Maker | None = None
    completions: tuple[str, ...] = ()
    optional: bool = False
    needs: Need = Need.FOLD


_TABLE = (
    Key(
        name="type",
        shape="type:HEADERS,DATA",
        meaning="frames of a type, by name or number",
        make=meanings.by_type,
        completions=tuple(FrameType.__members__),
        needs=Need.RECORD,
    ),
    Key(
        name="stream",
        shape="stream:1  stream:1,3  stream:3..9",
        meaning="records about a stream; 0 for frames of the connection",
        make=meanings.by_stream,
        needs=Need.RECORD,
    ),
    Key(
        name="conn",
        shape="conn:2",
        meaning="records of a connection",
        make=meanings.by_conn,
        needs=Need.RECORD,
    ),
    Key(
        name="dir",
        shape="dir:received  dir:sent",
        meaning="what came (also in, <) or went (out, >)",
        make=meanings.by_dir,
        completions=("received", "sent"),
        needs=Need.RECORD,
    ),
    Key(
        name="flag",
        shape="flag:END_STREAM",
        meaning="frames with a flag, by name or bit (0x40)",
        make=meanings.by_flag,
        completions=meanings.FLAG_NAMES,
        needs=Need.RECORD,
    ),
    Key(
        name="len",
        shape="len:>16384  len:100..200",
        meaning="length of the payload as the frame says it",
        make=meanings.by_len,
        needs=Need.RECORD,
    ),
    Key(
        name="field",
        shape="field:te  field:te=trailers  field:content-type~json",
        meaning="a header field is there, equals, or contains a regex",
        make=meanings.by_field,
    ),
    Key(
        name="status",
        shape="status:4xx  status:200,204",
        meaning="responses with a status, and all else on their streams",
        make=meanings.by_status,
        completions=("1xx", "2xx", "3xx", "4xx", "5xx"),
    ),
    Key(
        name="method",
        shape="method:POST",
        meaning="requests with a method, and all else on their streams",
        make=meanings.by_method,
        regex=meanings.by_method_regex,
        completions=("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "CONNECT"),
    ),
    Key(
        name="path",
        shape="path:/x  path~\\.html$",
        meaning="requests whose path begins so, and all else on their streams",
        make=meanings.by_path,
        regex=meanings.by_path_regex,
    ),
    Key(
        name="authority",
        shape="authority:localhost",
        meaning="requests to an authority, and all else on their streams",
        make=meanings.by_authority,
        regex=meanings.by_authority_regex,
    ),
    Key(
        name="code",
        shape="code:REFUSED_STREAM",
        meaning="RST_STREAM and GOAWAY with an error code",
        make=meanings.by_code,
        completions=tuple(ErrorCode.__members__),
        needs=Need.RECORD,
    ),
    Key(
        name="setting",
        shape="setting:ENABLE_PUSH",
        meaning="SETTINGS that say something of one",
        make=meanings.by_setting,
        completions=tuple(SettingId.__members__),
        needs=Need.RECORD,
    ),
    Key(
        name="finding",
        shape="finding:  finding:6.9  finding:error  finding:peer",
        meaning="findings: any, of a section, by severity, about the peer or us",
        make=meanings.by_finding,
        regex=meanings.by_finding_regex,
        completions=(*meanings.SEVERITIES, *meanings.WHOS),
        optional=True,
    ),
    Key(
        name="kind",
        shape="kind:HANDLER_RAISED  kind:TLS_*",
        meaning="records of a kind; those lists leave out are shown too",
        make=meanings.by_kind,
        completions=tuple(kind.name for kind in Kind),
        needs=Need.RECORD,
    ),
    Key(
        name="origin",
        shape="origin:script",
        meaning="who made it happen: peer, automatic, script, hand, engine",
        make=meanings.by_origin,
        completions=tuple(meanings.ORIGINS),
        needs=Need.RECORD,
    ),
    Key(
        name="script",
        shape="script:hello.py",
        meaning="what concerns a handler script, by part of its name",
        make=meanings.by_script,
        regex=meanings.by_script_regex,
    ),
    Key(
        name="held",
        shape="held:",
        meaning="replies, requests and actions of scripts that are held back",
        make=meanings.by_held,
        optional=True,
        needs=Need.RECORD,
    ),
    Key(
        name="seq",
        shape="seq:100..200",
        meaning="records by number",
        make=meanings.by_seq,
        needs=Need.RECORD,
    ),
    Key(
        name="cause",
        shape="cause:41",
        meaning="what followed from a record",
        make=meanings.by_cause,
        needs=Need.RECORD,
    ),
    Key(
        name="at",
        shape="at:>2.5",
        meaning="seconds since the journal began",
        make=meanings.by_at,
        needs=Need.RECORD,
    ),
    Key(
        name="text",
        shape='text:hello  word  "two words"  ~regex',
        meaning="the frame's name, summary or what a script printed contains it",
        make=meanings.by_text,
        regex=meanings.by_text_regex,
        needs=Need.SUMMARY,
    ),
)
KEYS: dict[str, Key] = {key.name: key for key in _TABLE}
NUMERIC = frozenset(("stream", "conn", "len", "seq", "cause", "at", "status"))
ALIASES = {"connection": "conn", "direction": "dir", "length": "len", "host": "authority"}


def help_text() -> str:
    """The whole language, made of the table."""
    lines = []
    width = max(len(key.shape.split("  ")[0]) for key in _TABLE)
    for key in _TABLE:
        first, *others = key.shape.split("  ")
        lines.append(f"  {first:<{width}}  {key.meaning}")
        lines += [f"    {other}" for other in others]
    return "\n".join(
        (
            "A filter is made of terms:",
            "",
            *lines,
            "",
            "  Numbers: 5  1,3  1..9  >5  >=5  <5  <=5. Text and regular expressions match in any",
            '  case; in key:"two words" quotation marks hold a value together.',
            "",
            "Terms side by side must all match. Also: and, or, not, -term, and ( ).",
            "  type:HEADERS,DATA stream:1 -dir:sent",
            "  finding:error or (type:RST_STREAM not code:CANCEL)",
        )
    )


HELP = help_text()
