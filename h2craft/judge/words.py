"""What happened on the wire, in a few words for a maintainer of the client. Judges nothing."""

from __future__ import annotations

from collections.abc import Iterator

from h2craft.judge.bench import Bench
from h2craft.judge.case import Case
from h2craft.judge.contact import Contact
from h2craft.judge.story import Story
from h2craft.judge.verdicts import Want
from h2craft.wire import ErrorCode, error_code_name, escape

MOST_RESETS = 3

_ENDS = {"fin": "closed", "close-notify": "closed", "reset": "reset by TCP"}


def wire_of(story: Story, case: Case) -> str:
    """ "GOAWAY PROTOCOL_ERROR, closed", "no reaction: PING answered", "closed without GOAWAY"."""
    home = story.home
    if home is None:
        return "no connection"
    if home.tls_failed:
        return f"TLS failed: {escape(home.tls_failed)}"
    if not home.speaks_http2 and not home.violation:
        return "no HTTP/2"
    said, end = [*_resets(home), *_goaways(home)], _end(home)
    if not said and not _wants_reaction(case):
        said.append("no objection")
    elif not said or (_wants_reaction(case) and _merely_leaves(home)):
        said = [_silence(home, end)]
    elif end:
        said.append(end)
    return ", ".join(said) + _retries(story)


def _wants_reaction(case: Case) -> bool:
    return all(verdict.want in (Want.CE, Want.SE) for verdict in case.strict)


def _goaways(home: Contact) -> Iterator[str]:
    """The first that names an error, or the first."""
    after = [one for one in home.goaways if one.seq > home.violation]
    for one in (home.errors(after=home.violation) or after)[:1]:
        yield f"GOAWAY {error_code_name(one.code)}"


def _resets(home: Contact) -> Iterator[str]:
    after = [one for one in home.resets if one.seq > home.violation]
    for one in after[:MOST_RESETS]:
        yield f"RST_STREAM {error_code_name(one.code)} on stream {one.stream_id}"
    if len(after) > MOST_RESETS:
        yield f"{len(after) - MOST_RESETS} more"


def _end(home: Contact) -> str:
    end = home.end
    if end is None or end.seq < home.violation:
        return ""
    said = _ENDS.get(end.how) or escape(end.how)
    return said if end is not home.alert or said.startswith("TLS") else f"TLS: {said}"


def _merely_leaves(home: Contact) -> bool:
    """All it says is GOAWAY NO_ERROR, once it has read past the violation."""
    if not home.violation or not home.read_past:
        return False
    said = [one for one in (*home.goaways, *home.resets) if one.seq > home.violation]
    return all(one.code == ErrorCode.NO_ERROR and one.seq > home.read_past for one in said)


def _silence(home: Contact, end: str) -> str:
    """No GOAWAY and no RST_STREAM, where one was wanted."""
    if not home.violation:
        return "no reaction"
    left = home.end
    if home.read_past and (left is None or home.read_past < left.seq):
        return "no reaction: PING answered"
    if end and left is not None and not 0 < home.canary < left.seq:
        return f"{end} without GOAWAY"
    if end:
        return f"no reaction, {end} at the end"
    return "no reaction: PING not answered"


def _retries(story: Story) -> str:
    home = story.home
    if home is None or not home.violation:
        return ""
    count, others = story.requests_after(home.violation)
    if not count:
        return ""
    requests = f"{count} more request" + "s" * (count != 1)
    if not others:
        return f"; then {requests}"
    return f"; then {requests} on {others} new connection" + "s" * (others != 1)


def aftermath(bench: Bench) -> Iterator[str]:
    """What is worth knowing beside a judgement."""
    if bench.client.lost and bench.client.tells_body:
        yield f"{bench.client.lost:,} octets of its output were not kept"
    if bench.client.trouble and not bench.client.timed_out and not bench.client.signal:
        yield escape(bench.client.trouble)
    fault = bench.story.fault
    if fault is not None:
        yield fault.text
