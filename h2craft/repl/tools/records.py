"""Tools about records: a list of them, and one of them explained. Knows the reader and filters."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, overload

from h2craft import explain as explaining
from h2craft.explain import Line, Role, Span, Text, sentence
from h2craft.filter import compile
from h2craft.model import Direction, Reading, Severity
from h2craft.reader import Moment, Row, View
from h2craft.repl.tools.tables import Column, cell, folded, table
from h2craft.repl.tools.tool import Shown, Tool, ToolError, one_word, quoted, wrong
from h2craft.repl.tools.typeahead import filter_words, record_numbers
from h2craft.report import SHORT_FLAGS
from h2craft.trace import Kind, Record
from h2craft.wire import HEADER_LENGTH, Frame

if TYPE_CHECKING:
    from h2craft.repl.shell import Shell

LAST = 20  # rows, where nobody says how many
LOOKED_BACK = 32  # records at the end, for a frame among them
MOST = 1_000
WIDE = 140  # columns from which flags have their whole names
NARROW = 96  # columns from which there is room for the time
STEP = 2_000  # records looked at between two looks for Ctrl-C
STORY = 5_000  # records of a stream that tell how it came to be as it was
LATER = 200  # records of the connection that tell what was answered
DUMPED = 256  # lines of octets

_FRAMES = frozenset((Kind.FRAME_RECEIVED, Kind.FRAME_SENT, Kind.FRAME_HELD, Kind.FRAME_DROPPED))
_SEVERITY = {
    Severity.ERROR: Role.ERROR,
    Severity.WARNING: Role.WARNING,
    Severity.NOTE: Role.NOTE,
}
_DIRECTION = {Direction.RECEIVED: Role.RECEIVED, Direction.SENT: Role.SENT}

# Lists


class Readings(Shown, Sequence[Reading]):
    """Records in a table, and a sequence of their readings, each folded when it is looked at."""

    def __init__(self, shell: Shell, seqs: Sequence[int], about: str) -> None:
        self._shell = shell
        self._seqs = list(seqs)
        self._about = about

    def text(self, width: int) -> Text:
        with self._shell.lock:
            rows = self._shell.session.reader.rows(self._seqs)
        if not rows:
            return [sentence(f"no records: {self._about}", Role.DIM)]
        made = [_cells(row, short=width < WIDE) for row in rows]
        if width < NARROW:  # the order tells enough of the time
            return table(_COLUMNS[:1] + _COLUMNS[2:], [row[:1] + row[2:] for row in made], width)
        return table(_COLUMNS, made, width)

    def __len__(self) -> int:
        return len(self._seqs)

    @overload
    def __getitem__(self, index: int) -> Reading: ...

    @overload
    def __getitem__(self, index: slice) -> Readings: ...

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            return Readings(self._shell, self._seqs[index], self._about)
        return moment_of(self._shell, self._seqs[index]).reading

    def __iter__(self) -> Iterator[Reading]:
        return (self[number] for number in range(len(self)))


_COLUMNS = (
    Column("record", right=True),
    Column("seconds", right=True),
    Column("conn", right=True),
    Column(""),
    Column("stream", right=True),
    Column("frame"),
    Column("flags", least=8),
    Column("length", right=True),
    Column("says", least=12),
    Column("finding", least=20),
)


def _cells(row: Row, *, short: bool) -> list[Span]:
    flags = [SHORT_FLAGS.get(name, name) if short else name for name in row.flags]
    usual = Role.DIM if row.automatic else Role.PLAIN
    way = _DIRECTION.get(row.direction, Role.NOTE) if row.direction else Role.NOTE
    return [
        Span(str(row.seq), Role.DIM),
        Span(f"{row.at:.4f}", Role.DIM),
        Span(str(row.connection or "-"), usual),
        Span(row.mark.rstrip(), way),
        Span(str(row.stream_id) if row.stream_id or row.type_name else "", usual),
        Span(row.type_name, Role.DIM if row.automatic else Role.STRONG),
        Span(",".join(flags), usual),
        cell("" if row.length is None else row.length, usual),
        Span(f"{row.summary}{f' ({row.raw})' if row.raw else ''}", usual),
        Span(row.finding, _SEVERITY.get(row.severity, Role.PLAIN) if row.severity else usual),
    ]


def frames(shell: Shell, pattern: str | None = None, last: int = LAST) -> Readings:
    """The last records that match a filter; without one, those of the connection we are at."""
    shell.sync()
    number = shell.target.connection
    last = max(1, min(last, MOST))
    with shell.lock:
        view = shell.session.reader.view("")
        if pattern is None and number:
            seqs = _last_of_connection(shell, view, number, last)
    if pattern is not None or not number:
        seqs = _last_of(shell, view, pattern or "", last)
    about = f"nothing matches {pattern}" if pattern else "nothing has come yet"
    return Readings(shell, seqs, about)


def _last_of_connection(shell: Shell, view: View, number: int, last: int) -> list[int]:
    """The last rows about a connection, without a look at those of others."""
    mine = reversed(shell.session.reader.seqs_of(number))
    return list(islice((seq for seq in mine if view.has(seq)), last))[::-1]


def _last_of(shell: Shell, view: View, pattern: str, last: int) -> list[int]:
    """The seqs of the last rows of `view` that match, oldest first.

    Many records take a while: others have their turn in between.
    """
    if not pattern.strip():
        return view.seqs(max(0, view.count - last), view.count)
    found: list[int] = []
    index = -1
    while len(found) < last:
        with shell.lock:
            search = view.find(pattern, index, backwards=True)
        looked = 1
        while looked:
            with shell.lock:
                looked = search.step(STEP)
        if not search.seq:
            break
        found.append(search.seq)
        index = view.index_of(search.seq)
        if index == 0:
            break
    return found[::-1]


def _frames_words(shell: Shell, said: str) -> tuple[str | None, int]:
    """The filter, if there is one, and how many."""
    words, count = said.split(), LAST
    if words and words[-1].startswith("last="):
        number = words.pop()
        if not number[5:].isascii() or not number[5:].isdigit():
            raise wrong("last is a number", said, number)
        count = int(number[5:])
        said = said[: said.rindex(number)]
    compile(said.strip())
    return said.strip() or None, count


def _frames_line(shell: Shell, said: str) -> Readings:
    return frames(shell, *_frames_words(shell, said))


# One record


def moment_of(shell: Shell, seq: int) -> Moment:
    """A record in its surroundings, also one older than what was read. ToolError: no such."""
    with shell.lock:
        moment = shell.session.reader.moment(seq) if seq > 0 else None
        if moment is not None:
            return moment
        record = shell.client.records.get(seq) if seq > 0 else None
        if record is not None:
            return Moment(reading=_bare(record), before=dict.fromkeys(Direction, ()), exact=False)
        first, last = shell.client.records.first, shell.client.records.last
    there = f"there are {first} to {last}" if last >= first else "there are none yet"
    raise ToolError(f"there is no record {seq}: {there}")


def _bare(record: Record) -> Reading:
    holds = record.kind in _FRAMES and len(record.octets) >= HEADER_LENGTH
    return Reading(record, frame=Frame(record.octets) if holds else None)


def number_of(shell: Shell, which: object) -> int:
    """The record somebody means: a number, a reading, or (None) the last frame there is to see."""
    if isinstance(which, Reading):
        return which.record.seq
    if isinstance(which, Record):
        return which.seq
    if isinstance(which, int) and not isinstance(which, bool):
        return which
    if which is not None:
        raise ToolError(f"a record is a number or a reading, not {quoted(repr(which))}")
    shell.sync()
    with shell.lock:
        view = shell.session.reader.view("")
        number = shell.target.connection
        found = (
            _last_of_connection(shell, view, number, LOOKED_BACK)
            if number
            else _last_of(shell, view, "", LOOKED_BACK)
        )
    if not found:
        raise ToolError("there is no record yet")
    # Once a client has gone, what it said last is of more interest than that it has gone.
    with shell.lock:
        frames = (seq for seq in reversed(found) if _is_frame(shell, seq))
        return next(frames, found[-1])


def _is_frame(shell: Shell, seq: int) -> bool:
    row = shell.session.reader.row(seq)
    return row is not None and row.kind in (Kind.FRAME_RECEIVED, Kind.FRAME_SENT)


class Explained(Shown):
    """One record. `reading` is what it says, `moment` has its connection and stream as of then."""

    def __init__(self, moment: Moment, text: Text) -> None:
        self.moment = moment
        self.reading = moment.reading
        self._text = text

    def text(self, width: int) -> Text:
        return folded(self._text, width)


def explain(shell: Shell, which: object = None) -> Explained:
    """What a record means: lawful there or not, what had to follow, and what did."""
    moment = moment_of(shell, number_of(shell, which))
    session, record = shell.session, moment.reading.record
    with shell.lock:
        around = _around(shell, moment)
        now = session.now() if session.client.about.live else None
    head, *rest = explaining.explain(moment, around, now)
    where = f"  record {record.seq}  connection {record.connection}  at {record.at:.4f} s"
    text: Text = [(*head, Span(where, Role.DIM)), *rest, *_unsure(moment)]
    return Explained(moment, text)


def _around(shell: Shell, moment: Moment) -> list[Reading]:
    """What happened on its stream before the record, and on its connection after it."""
    record, stream_id = moment.reading.record, moment.reading.stream_id
    reader = shell.session.reader
    if not record.connection:
        return []
    story = reader.readings_of(record.connection, stream_id, limit=STORY) if stream_id else []
    before = [one for one in story if one.record.seq < record.seq]
    return [*before, *reader.readings_of(record.connection, after=record.seq, limit=LATER)]


def _unsure(moment: Moment) -> Text:
    if moment.exact or not moment.reading.record.connection:
        return []
    said = "What came before this record is not known in full: the state it met may be another."
    return [(), sentence(said, Role.WARNING)]


def dump(shell: Shell, which: object = None) -> Explained:
    """The octets of a record in hexadecimal, and what each octet and bit of them means."""
    moment = moment_of(shell, number_of(shell, which))
    return Explained(moment, [*_octets(moment.reading), *explaining.fields(moment)])


def _octets(reading: Reading) -> Text:
    octets = reading.record.octets
    if not octets:
        return []
    frame = reading.frame
    lines = (
        explaining.octet_lines(octets, count=DUMPED)
        if frame is None
        else explaining.hex_lines(frame, count=DUMPED)
    )
    left = len(octets) - 16 * len(lines)
    more: list[Line] = [sentence(f"and {left:,} more octets", Role.DIM)] if left > 0 else []
    return [*lines, *more, ()]


def hpack(shell: Shell, which: object = None) -> Explained:
    """The header block of a record, and both dynamic tables as of then."""
    moment = moment_of(shell, number_of(shell, which))
    return Explained(moment, explaining.hpack(moment))


# The table


def _number(shell: Shell, said: str) -> int | None:
    """The number of a record, if a line has one."""
    if not said.strip():
        return None
    word = one_word("this", said, "the number of a record")
    digits = word.removeprefix("#")
    if not digits.isascii() or not digits.isdigit():
        raise wrong(f"{quoted(word)} is no number of a record", said, word)
    return int(digits)


def _by_number(make: Callable[[Shell, object], Explained]) -> Callable[[Shell, str], Explained]:
    """The line form of a tool about a record."""
    return lambda shell, said: make(shell, _number(shell, said))


RECORDS = (
    Tool(
        name="frames",
        shape="frames [FILTER] [last=N]",
        python='frames("type:DATA", last=20)',
        sentence="the last records that match a filter; of the connection we are at, without one",
        run=_frames_line,
        call=frames,
        examples=("frames type:DATA", "frames conn:2 -origin:automatic last=50"),
        more="In Python a sequence of readings: record, frame, fields, findings.",
        check=_frames_words,
        complete=filter_words,
    ),
    Tool(
        name="explain",
        shape="explain [RECORD]",
        python="explain(12), explain(last)",
        sentence="what a record means: lawful or not, what had to follow, and what did",
        run=_by_number(explain),
        call=explain,
        check=_number,
        examples=("explain", "explain 12"),
        complete=record_numbers,
    ),
    Tool(
        name="dump",
        shape="dump [RECORD]",
        python="dump(12), dump(last)",
        sentence="the octets of a record in hexadecimal, and what every bit of them means",
        run=_by_number(dump),
        call=dump,
        check=_number,
        examples=("dump 12",),
        complete=record_numbers,
    ),
    Tool(
        name="hpack",
        shape="hpack [RECORD]",
        python="hpack(), hpack(12)",
        sentence="the header block of a record, and both dynamic tables after it (RFC 7541)",
        run=_by_number(hpack),
        call=hpack,
        check=_number,
        examples=("hpack", "hpack 12"),
        complete=record_numbers,
    ),
)
