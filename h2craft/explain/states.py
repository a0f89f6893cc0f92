"""A stream's state as a page: where it stands, the figure of RFC 9113 5.1, and how it got there.

Knows streams and the figure; the table of states is the model's.
"""

from __future__ import annotations

from collections.abc import Sequence

from h2craft.explain.figure import DIRECTION_ROLES, figure
from h2craft.explain.knowledge import STATE_NAMES
from h2craft.explain.path import Passage, path_of
from h2craft.explain.text import Line, Role, Span, Text, heading, octets_text, safe, sentence
from h2craft.model import ClosedBy, Connection, Direction, Reading, Stream, StreamInput, StreamState
from h2craft.wire import error_code_name

PASSAGES_SHOWN = 60

CLOSED_BY: dict[ClosedBy, str] = {
    ClosedBy.ENDED: "both ends said END_STREAM",
    ClosedBy.RESET_RECEIVED: "RST_STREAM was received",
    ClosedBy.RESET_SENT: "RST_STREAM was sent",
    ClosedBy.IMPLICIT: "skipped: a higher identifier was used (5.1.1)",
    ClosedBy.FORGOTTEN: "closed so long ago that no more of it is kept",
}


def state(
    connection: Connection | None,
    stream: Stream | None,
    readings: Sequence[Reading],
    *,
    upto: int | None = None,
) -> Text:
    """Where the stream stands and the way it took.

    `readings` are those of the stream (of the connection, where it was promised); those after
    record `upto` are left alone, for a stream as it was at a moment.
    """
    if stream is None:
        said = "This is about the connection as a whole, which has no states of its own."
        return [sentence(said, Role.DIM)]
    known = [one for one in readings if upto is None or one.record.seq <= upto]
    passages = path_of(stream, known)
    text: Text = [_title(stream), *_remarks(connection, stream)]
    text += [(), *figure(passages, stream.state)]
    text += [(), heading("Path", "RFC 9113 5.1"), *_steps(passages)]
    reached = passages[-1].after if passages else StreamState.IDLE
    if reached is not stream.state:
        said = "  not all of its records are here, or the model judged otherwise: it is"
        text.append(sentence(f"{said} {STATE_NAMES[stream.state]}", Role.WARNING))
    return text


def _title(stream: Stream) -> Line:
    spans = [
        Span(f"Stream {stream.stream_id} is ", Role.HEAD),
        Span(STATE_NAMES[stream.state], Role.STRONG),
    ]
    if stream.closed_by is not None:
        spans.append(Span(f"  {CLOSED_BY[stream.closed_by]}", Role.DIM))
    if stream.error_code is not None:
        spans.append(Span(f"  {error_code_name(stream.error_code)}", Role.WARNING))
    return tuple(spans)


def _remarks(connection: Connection | None, stream: Stream) -> Text:
    """The request, who opened it, and where h2 sees it otherwise."""
    text: Text = []
    if stream.method is not None:
        target = stream.path if stream.path is not None else stream.authority or b""
        asked = f"  {octets_text(stream.method, 40)} {octets_text(target, 200)}"
        text.append(sentence(asked, Role.VALUE))
    by = "the peer" if stream.initiator == "peer" else "us"
    words = [f"opened by {by}"]
    if stream.opened:
        words.append(f"in record {stream.opened}")
    if stream.promised_on:
        words.append(f"promised on stream {stream.promised_on}")
    if stream.adopted:
        words.append("its beginning is not in the records")
    text.append(sentence(f"  {', '.join(words)}", Role.DIM))
    if stream.held is not None:
        text.append(sentence(f"  held: {safe(stream.held)}".rstrip(": "), Role.HELD))
    if stream.h2_state is not None:
        said = f"  h2 has it as {STATE_NAMES[stream.h2_state]}"
        text.append(sentence(f"{said}, the wire as {STATE_NAMES[stream.state]}", Role.WARNING))
    if stream.out_of_step:
        since = f" (record {stream.out_of_step_seq})"
        text.append(
            sentence(f"  h2 is out of step: {safe(stream.out_of_step)}{since}", Role.WARNING)
        )
    elif connection is not None and connection.h2_gave_up is not None:
        text.append(sentence("  h2 gave the connection up: it has no state for this", Role.WARNING))
    return text


def _steps(passages: Sequence[Passage]) -> Text:
    shown = [one for one in passages if one.moved or one.fault is not None]
    text: Text = []
    if len(shown) > PASSAGES_SHOWN:
        left = len(shown) - PASSAGES_SHOWN
        text.append(sentence(f"  \N{HORIZONTAL ELLIPSIS} {left:,} before", Role.DIM))
    text += [_step(one) for one in shown[-PASSAGES_SHOWN:]]
    quiet = len(passages) - len(shown)
    if quiet:
        text.append(sentence(f"  {quiet:,} inputs changed nothing", Role.DIM))
    return text or [sentence("  nothing has happened to it", Role.DIM)]


def _step(one: Passage) -> Line:
    mark = "<  " if one.direction is Direction.RECEIVED else "  >"
    what = "PUSH_PROMISE" if one.what is StreamInput.RESERVE else one.what.value
    role = DIRECTION_ROLES[one.direction]
    spans = [
        Span(f"  {one.at:9.4f}  ", Role.DIM),
        Span(f"{mark} {what:<14}", role),
    ]
    if one.fault is not None:
        words = f"not allowed on a stream which {one.fault.text} ({one.fault.section})"
        spans.append(Span(words, Role.ERROR))
    else:
        spans.append(Span(STATE_NAMES[one.before], Role.PLAIN))
        spans.append(Span(f" \N{RIGHTWARDS ARROW} {STATE_NAMES[one.after]}", Role.STRONG))
    return (*spans, Span(f"  record {one.record}", Role.DIM))
