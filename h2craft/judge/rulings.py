"""Each verdict of the vocabulary, ruled on: is it met strictly, leniently, or not.

Where several things happened, their order on the wire decides, and no clock: the answer to a PING
that was sent after the violation proves that the client has read past it (R3); an objection
without one comes of what was before the PING, however late it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from h2craft.judge.bench import Bench, Grade, Ruling
from h2craft.judge.bounds import rule_bound
from h2craft.judge.claim import Fit
from h2craft.judge.contact import UNWANTED, Contact, Said
from h2craft.judge.verdicts import Verdict, Want, code_names
from h2craft.wire import ErrorCode, error_code_name

_PARTING = frozenset((ErrorCode.NO_ERROR, ErrorCode.CANCEL))


def rule(bench: Bench, verdict: Verdict) -> Ruling:
    """How far the client meets this verdict. Hangs and crashes are nobody's business here."""
    return _RULES[verdict.want](bench, verdict)


# CE, a connection error


def _connection_error(bench: Bench, verdict: Verdict) -> Ruling:
    ruling = _objection(bench, verdict)
    lie = bench.false_success(bench.of_sound_connections)
    if lie:
        return _lying(ruling, lie)
    return ruling


def _lying(ruling: Ruling, lie: str) -> Ruling:
    """R4: each of wire and client is told, whatever the other is."""
    right = "the wire was right" if ruling.grade is Grade.STRICT else ruling.reason
    return Ruling(grade=Grade.FAIL, reason=f"{lie}; {right}", records=ruling.records, lie=True)


def _objection(bench: Bench, verdict: Verdict) -> Ruling:
    """What the connection came to after the violation."""
    home = bench.home
    if home.gone is not None and home.gone.seq < bench.start:
        return Ruling(
            grade=Grade.UNKNOWN,
            reason="the client had left before the violation came",
            records=(home.gone.seq,),
        )
    errors = home.errors(after=bench.start)
    right = next((one for one in errors if verdict.takes(one.code)), None)
    if right is not None:
        return _right_code(home, verdict, right)
    if errors:
        return _wrong_code(home, verdict, errors[0])
    return _no_code(bench, verdict)


def _right_code(home: Contact, verdict: Verdict, goaway: Said) -> Ruling:
    name = error_code_name(goaway.code)
    records = (goaway.seq, *(_seq_of_end(home)))
    if 0 < home.read_past < goaway.seq:
        if 0 < home.canary < goaway.seq:
            reason = f"GOAWAY {name} came after the rest of the response only; {_answered(home)}"
            return Ruling(grade=Grade.FAIL, reason=reason, records=(home.read_past, *records))
        reason = f"GOAWAY {name}, but {_answered(home)} first"
        return Ruling(grade=Grade.LENIENT, reason=reason, records=(home.read_past, *records))
    if home.end is None:
        reason = f"GOAWAY {name}, but the client left the connection open"
        return Ruling(grade=Grade.LENIENT, reason=reason, records=records)
    reason = f"GOAWAY {name}, and the connection was closed"
    return Ruling(grade=Grade.STRICT, reason=reason, records=records)


def _wrong_code(home: Contact, verdict: Verdict, goaway: Said) -> Ruling:
    name, wanted = error_code_name(goaway.code), _wanted(verdict)
    if 0 < home.read_past < goaway.seq:
        reason = f"GOAWAY {name} instead of {wanted}, and {_answered(home)} first"
        return Ruling(grade=Grade.FAIL, reason=reason, records=(home.read_past, goaway.seq))
    reason = f"GOAWAY {name} instead of {wanted}"
    return Ruling(grade=Grade.LENIENT, reason=reason, records=(goaway.seq, *_seq_of_end(home)))


def _no_code(bench: Bench, verdict: Verdict) -> Ruling:
    """No GOAWAY that names an error: did it close because of the violation?"""
    home, end = bench.home, bench.home.end
    if end is not None and end.seq > bench.start and not 0 < home.read_past < end.seq:
        if end is home.alert and bench.case.shape.https:
            reason = f"TLS ended the connection: {end.how}"
            return Ruling(grade=Grade.STRICT, reason=reason, records=(end.seq,))
        late = 0 < home.canary < end.seq
        if late and bench.claim.ok is None:
            reason = (
                "the connection was closed after the rest of the response, without GOAWAY, and the "
                "client does not say whether it is content"
            )
            return Ruling(grade=Grade.UNKNOWN, reason=reason, records=(home.canary, end.seq))
        reason = f"closed without the GOAWAY {_wanted(verdict)} that says why"
        return Ruling(grade=Grade.LENIENT, reason=reason, records=(end.seq,))
    return Ruling(grade=Grade.FAIL, reason=_no_reaction(bench), records=_proof_of_none(home))


def _no_reaction(bench: Bench) -> str:
    home = bench.home
    resets = [one for one in home.resets if one.seq > bench.start]
    if resets:
        name = error_code_name(resets[0].code)
        kept = _answered(home) if home.read_past else "the connection was left open"
        return f"wrong reaction: RST_STREAM {name} only, and {kept}"
    if home.read_past:
        return f"no reaction: {_answered(home)}"
    return "no reaction: the client neither answered the PING after it nor closed the connection"


def _answered(home: Contact) -> str:
    return "a PING sent after the violation was answered"


def _proof_of_none(home: Contact) -> tuple[int, ...]:
    return tuple(filter(None, (home.read_past, home.canary, *_seq_of_end(home))))


def _seq_of_end(home: Contact) -> tuple[int, ...]:
    return () if home.end is None else (home.end.seq,)


def _wanted(verdict: Verdict) -> str:
    """ "PROTOCOL_ERROR or FRAME_SIZE_ERROR"; nothing where any code is right."""
    return "" if verdict.codes is None else code_names(verdict.codes, " or ")


# SE, a stream error


def _stream_error(bench: Bench, verdict: Verdict) -> Ruling:
    ruling = _stream_objection(bench, verdict)
    lie = bench.false_success(bench.of_sound_streams)
    if lie:
        return _lying(ruling, lie)
    return ruling


def _stream_objection(bench: Bench, verdict: Verdict) -> Ruling:
    home = bench.home
    streams = home.violated_streams
    resets = [
        one
        for one in home.resets
        if one.seq > bench.start and (one.stream_id in streams or not streams)
        if verdict.takes(one.code) or not _gives_up_a_push(home, one)
    ]
    right = next((one for one in resets if verdict.takes(one.code)), None)
    if right is not None:
        reason = f"RST_STREAM {error_code_name(right.code)} on stream {right.stream_id}"
        return Ruling(grade=Grade.STRICT, reason=reason, records=(right.seq,))
    whole = _objection(bench, verdict)
    if whole.grade is Grade.STRICT:
        return whole
    if resets:
        name, wanted = error_code_name(resets[0].code), _wanted(verdict)
        reason = f"RST_STREAM {name} instead of {wanted} on stream {resets[0].stream_id}"
        return Ruling(grade=Grade.LENIENT, reason=reason, records=(resets[0].seq,))
    if whole.grade is not Grade.FAIL:
        return whole
    return _silent_failure(bench, whole)


def _gives_up_a_push(home: Contact, reset: Said) -> bool:
    """A client that has read past the violation, and in the end cancels what pushes are left: it
    may do so at any time (8.4), and objects to nothing by it."""
    unwanted = not reset.stream_id % 2 and reset.code in UNWANTED
    return unwanted and 0 < home.read_past < reset.seq and 0 < home.canary < reset.seq


def _silent_failure(bench: Bench, nothing: Ruling) -> Ruling:
    """Nothing is on the wire. Is the request reported as failed, at least?"""
    if not _a_request_was_hit(bench):
        return nothing
    if bench.failure_known:
        reason = "nothing on the wire, but the request is reported as failed"
        return Ruling(grade=Grade.LENIENT, reason=reason, records=nothing.records)
    if bench.claim.ok is None:
        reason = f"{nothing.reason}; and the client does not say whether the request has failed"
        return Ruling(grade=Grade.UNKNOWN, reason=reason, records=nothing.records)
    return nothing


def _a_request_was_hit(bench: Bench) -> bool:
    """The violation is about a request that had no complete answer yet, so that it has to fail."""
    home = bench.home
    hit = [home.answers.get(stream_id) for stream_id in home.violated_streams]
    if not home.violation:
        return True
    return any(one is not None and not one.promised and not home.was_complete(one) for one in hit)


# OK, NOTOK, ANY


def _ok(bench: Bench, verdict: Verdict) -> Ruling:
    claim, complete = bench.claim, bench.complete
    complaint = _complaint(bench)
    if claim.ok is False:
        error = "" if complaint is None else f"; {complaint.reason}"
        records = () if complaint is None else complaint.records
        reason = f"the client reports a failure: {claim.text}{error}"
        return Ruling(grade=Grade.FAIL, reason=reason, records=records)
    if complaint is not None and complaint.grade is Grade.FAIL:
        both = f"{complaint.reason}, and yet reports: {claim.text}" if claim.ok else ""
        return replace(complaint, reason=both or complaint.reason)
    if len(complete) < bench.requests:
        return _too_few(bench, len(complete))
    shown = bench.fit(complete)
    if shown is Fit.WRONG:
        reason = f"what the client shows is not what was sent: {claim.text}"
        return Ruling(grade=Grade.FAIL, reason=reason, records=_ends(bench))
    if complaint is not None:
        return replace(complaint, reason=f"{complaint.reason}, which was over")
    if claim.ok is None:
        reason = "nothing is wrong on the wire; the client does not say whether it is content"
        return Ruling(grade=Grade.LENIENT, reason=reason, records=_ends(bench))
    return Ruling(grade=Grade.STRICT, reason="success, and the body is right", records=_ends(bench))


def _too_few(bench: Bench, count: int) -> Ruling:
    """Not every request it was asked for has an answer."""
    if bench.story.requests < bench.requests:
        made = bench.story.requests
        reason = f"the client made {made} of {bench.requests} requests"
        return Ruling(grade=Grade.UNKNOWN, reason=reason, records=_ends(bench))
    if bench.claim.ok:
        reason = f"the client reports a success, and {count} of {bench.requests} answers were ended"
        return Ruling(grade=Grade.FAIL, reason=reason, records=_ends(bench))
    reason = f"{count} of {bench.requests} answers were ended"
    return Ruling(grade=Grade.UNKNOWN, reason=reason, records=_ends(bench))


def _complaint(bench: Bench) -> Ruling | None:
    """What the client has said against us anywhere; FAIL where it is an error, LENIENT where it
    only parts with something it does not need."""
    lesser: Ruling | None = None
    for contact in bench.story.contacts.values():
        errors = contact.errors()
        if errors:
            name = error_code_name(errors[0].code)
            reason = f"the client ended the connection with GOAWAY {name}"
            return Ruling(grade=Grade.FAIL, reason=reason, records=(errors[0].seq,))
        for reset in contact.resets:
            if _is_parting(contact, reset):
                continue
            name = error_code_name(reset.code)
            reason = f"the client reset stream {reset.stream_id} with {name}"
            grade = Grade.LENIENT if _was_over(contact, reset) else Grade.FAIL
            made = Ruling(grade=grade, reason=reason, records=(reset.seq,))
            if grade is Grade.FAIL:
                return made
            lesser = lesser or made
        if contact.ignored_ping:
            reason = "the client did not answer a PING"
            return Ruling(grade=Grade.FAIL, reason=reason, records=(contact.ignored_ping,))
    return lesser


def _is_parting(contact: Contact, reset: Said) -> bool:
    """It does not want a push, or must not take it, or gives up a request we shall not answer, or
    an upload whose answer is there (8.1)."""
    if not reset.stream_id % 2:
        return reset.code in UNWANTED or reset.stream_id in contact.faulty
    if contact.turned_away(reset):
        return reset.code in UNWANTED
    answer = contact.answers.get(reset.stream_id)
    if answer is None or not 0 < answer.complete < reset.seq:
        return False
    return reset.code in _PARTING and not 0 < answer.ended < reset.seq


def _was_over(contact: Contact, reset: Said) -> bool:
    """Both had ended the stream, or we had, so that there was nothing left to reset."""
    answer = contact.answers.get(reset.stream_id)
    if contact.turned_away(reset) or (answer is not None and 0 < answer.reset < reset.seq):
        return True
    if answer is None or not 0 < answer.complete < reset.seq:
        return False
    return 0 < answer.ended < reset.seq


def _ends(bench: Bench) -> tuple[int, ...]:
    return tuple(one.complete for one in bench.complete[:4])


def _not_ok(bench: Bench, verdict: Verdict) -> Ruling:
    lie = bench.false_success(bench.of_sound_connections)
    if lie:
        records = _seq_of_end(bench.home)
        return Ruling(grade=Grade.FAIL, reason=lie, records=records, lie=True)
    if bench.claim.ok is None:
        return _unsaid(bench)
    if bench.claim.ok:
        reason = f"the client reports a success: {bench.claim.text}"
        return Ruling(grade=Grade.FAIL, reason=reason, records=_ends(bench))
    return Ruling(grade=Grade.STRICT, reason="the request is reported as failed")


def _unsaid(bench: Bench) -> Ruling:
    """The client does not tell; the wire may."""
    home = bench.home
    said = [*home.errors(after=bench.start), *home.resets]
    said = [one for one in said if one.seq > bench.start]
    if said:
        reason = f"{error_code_name(said[0].code)} on the wire; the client itself says nothing"
        return Ruling(grade=Grade.LENIENT, reason=reason, records=(said[0].seq,))
    reason = "the client does not say whether the request has failed"
    return Ruling(grade=Grade.UNKNOWN, reason=reason)


def _any(bench: Bench, verdict: Verdict) -> Ruling:
    """No hang and no crash, that is ruled out already; and what it takes for good is no less."""
    elsewhere = any(not one.speaks_http2 for one in bench.story.contacts.values())
    if elsewhere or bench.claim.ok is False:
        return Ruling(grade=Grade.STRICT, reason="whatever it does is right here")
    lies = [bench.false_success(fair) for fair in (bench.conceivable, bench.complete)]
    if all(lies):
        return Ruling(grade=Grade.FAIL, reason=lies[0], records=_ends(bench), lie=True)
    return Ruling(grade=Grade.STRICT, reason="whatever it does is right here, if it is consistent")


def _bound(bench: Bench, verdict: Verdict) -> Ruling:
    lie = bench.false_success(bench.conceivable)
    ruling = rule_bound(bench, verdict)
    return _lying(ruling, lie) if lie else ruling


_RULES: Mapping[Want, Callable[[Bench, Verdict], Ruling]] = {
    Want.CE: _connection_error,
    Want.SE: _stream_error,
    Want.OK: _ok,
    Want.NOTOK: _not_ok,
    Want.ANY: _any,
    Want.BOUND: _bound,
}
