"""Why a run is not judged by its verdict: what never came about, and what ends all judging.

R8: a client that did not do what the case needs is inconclusive, a shape that was not there is
skipped, and neither is ever a pass.
"""

from __future__ import annotations

from collections.abc import Callable

from h2craft.judge.bench import Bench, Grade, Ruling
from h2craft.judge.case import Case
from h2craft.judge.claim import claim_of
from h2craft.judge.evidence import ClientRun
from h2craft.judge.needs import parse_setting
from h2craft.judge.outcome import Judgement, Outcome
from h2craft.judge.story import Story
from h2craft.judge.verdicts import Want
from h2craft.model import SettingsView
from h2craft.wire import SettingId, escape, setting_name

_DEFAULTS = SettingsView()


def before_all(case: Case, story: Story, client: ClientRun) -> Judgement | None:
    """What makes a verdict pointless; None where there is something to judge."""
    for ground in _GROUNDS:
        judgement = ground(case, story, client)
        if judgement is not None:
            return judgement
    return None


def instead(bench: Bench, ruling: Ruling) -> Judgement | None:
    """What counts in place of the ruling: a hang, a crash, a case that did not come about."""
    for ground in (_hang, _crash, _own_fault, _missing, _never_came):
        judgement = ground(bench, ruling)
        if judgement is not None:
            return judgement
    return None


def _inconclusive(reason: str, client: str = "", *records: int) -> Judgement:
    return Judgement(
        outcome=Outcome.INCONCLUSIVE, reason=reason, client=client, records=tuple(records)
    )


# Before all


def _not_started(case: Case, story: Story, client: ClientRun) -> Judgement | None:
    if client.started:
        return None
    trouble = escape(client.trouble) or "no reason is known"
    return _inconclusive(f"the client did not start: {trouble}", f"not started: {trouble}")


def _not_loaded(case: Case, story: Story, client: ClientRun) -> Judgement | None:
    if story.fault is None or story.contacts:
        return None
    return _inconclusive(story.fault.text, "", story.fault.seq)


def _never_connected(case: Case, story: Story, client: ClientRun) -> Judgement | None:
    if story.contacts:
        return None
    return _inconclusive(f"the client never connected{_by_its_words(case, client)}")


def _no_tls(case: Case, story: Story, client: ClientRun) -> Judgement | None:
    """A case about TLS itself takes a failed handshake for an answer."""
    contacts = list(story.contacts.values())
    if case.serve or not all(one.tls_failed for one in contacts):
        return None
    reason = f"the TLS handshake failed: {escape(contacts[0].tls_failed)}"
    return _inconclusive(f"{reason}{_by_its_words(case, client)}", "", contacts[0].last)


def _no_http2(case: Case, story: Story, client: ClientRun) -> Judgement | None:
    contacts = list(story.contacts.values())
    if case.serve or any(one.speaks_http2 or one.violation for one in contacts):
        return None
    first = next((one for one in contacts if not one.tls_failed), contacts[0])
    if first.secure and first.alpn != "h2":
        offered = "no ALPN was agreed on" if first.alpn is None else f"ALPN {escape(first.alpn)}"
        reason = f"the client does not speak HTTP/2: {offered}"
    elif b" HTTP/1." in first.octets_seen:
        reason = "the client speaks HTTP/1.1"
    else:
        reason = "the client connected and never sent a connection preface"
    return _inconclusive(f"{reason}{_by_its_words(case, client)}", "", first.last)


def _no_request(case: Case, story: Story, client: ClientRun) -> Judgement | None:
    """A case may act before the first request; its mark is there then."""
    if case.serve or story.requests or any(one.violation for one in story.contacts.values()):
        return None
    home = story.home
    assert home is not None
    reason = "the client connected and sent no request"
    return _inconclusive(f"{reason}{_by_its_words(case, client)}", "", home.last)


def _no_push(case: Case, story: Story, client: ClientRun) -> Judgement | None:
    if not case.shape.push:
        return None
    return _setting_unmet(story, "ENABLE_PUSH=1", "the client does not take pushes")


def _other_settings(case: Case, story: Story, client: ClientRun) -> Judgement | None:
    for wanted in case.shape.settings:
        judgement = _setting_unmet(story, wanted, f"the case needs {wanted}")
        if judgement is not None:
            return judgement
    return None


def _setting_unmet(story: Story, wanted: str, why: str) -> Judgement | None:
    home, announced = story.home, parse_setting(wanted)
    assert home is not None
    value = home.settings.get(announced.identifier)
    said = _DEFAULTS[announced.identifier] if value is None else value
    if announced.holds(said):
        return None
    name = setting_name(announced.identifier)
    told = f"announced {name} {value:,}" if value is not None else f"announced no {name}"
    if value is not None and announced.identifier == SettingId.ENABLE_PUSH:
        told = f"announced {name} {value}"
    return Judgement(outcome=Outcome.SKIPPED, reason=f"{why}: it {told}")


def _by_its_words(case: Case, client: ClientRun) -> str:
    """How it ended, since that may say why."""
    return f" ({claim_of(client, case.shape, ()).text})"


_GROUNDS: tuple[Callable[[Case, Story, ClientRun], Judgement | None], ...] = (
    _not_started,
    _not_loaded,
    _never_connected,
    _no_tls,
    _no_http2,
    _no_request,
    _no_push,
    _other_settings,
)


# In place of the ruling


def _hang(bench: Bench, ruling: Ruling) -> Judgement | None:
    if not bench.client.timed_out:
        return None
    reason = f"the client hung: it was ended after {bench.client.seconds:.3g} s"
    if ruling.grade in (Grade.STRICT, Grade.LENIENT) and ruling.records:
        reason += f"; the wire: {ruling.reason}"
    fault = _own_fault(bench, ruling)
    if fault is not None:  # who waits for whom cannot be told
        return fault
    return Judgement(outcome=Outcome.FAIL, reason=reason, records=ruling.records)


def _crash(bench: Bench, ruling: Ruling) -> Judgement | None:
    if not bench.client.signal or bench.client.cancelled:
        return None
    reason = f"the client was ended by {escape(bench.client.signal)}"
    return Judgement(outcome=Outcome.FAIL, reason=reason, records=ruling.records)


def _own_fault(bench: Bench, ruling: Ruling) -> Judgement | None:
    """The script went wrong before the client had objected to anything."""
    fault, home = bench.story.fault, bench.home
    if bench.story.lost and ruling.grade is not Grade.FAIL:
        return _inconclusive("records of the run are lost")
    if fault is None or 0 < home.violated < fault.seq or 0 < home.violation < _objected(bench):
        return None
    if _objected(bench) < fault.seq or _all_was_said(bench, fault.seq):
        return None
    return _inconclusive(fault.text, "", fault.seq)


def _all_was_said(bench: Bench, seq: int) -> bool:
    """Every request had its answer before that record."""
    complete = [one.complete for one in bench.complete]
    return len(complete) >= bench.requests and max(complete) < seq


def _objected(bench: Bench, after: int = 0) -> float:
    """The first record after this one by which the client objects or leaves on the judged
    connection."""
    home = bench.home
    seqs = [one.seq for one in (*home.errors(), *home.resets)]
    if home.end is not None:
        seqs.append(home.end.seq)
    return min((seq for seq in seqs if seq > after), default=float("inf"))


def _never_came(bench: Bench, ruling: Ruling) -> Judgement | None:
    """The case has something to provoke and never got so far."""
    if not bench.case.marked or bench.home.violation or bench.case.serve:
        return None
    anything = any(one.want is Want.ANY for one in (*bench.case.strict, *bench.case.lenient))
    if anything and bench.claim.ok and len(bench.conceivable) >= bench.requests:
        return None  # it had what it wanted, and stayed for no more
    left = bench.home.end
    how = "" if left is None else ": the client left before"
    reason = f"the case never came to what it is about{how}; {bench.claim.text}"
    records = () if left is None else (left.seq,)
    return _inconclusive(reason, "", *records)


def _missing(bench: Bench, ruling: Ruling) -> Judgement | None:
    """The client never did what the case needs; what it did wrong before that still counts."""
    missing = bench.home.missing
    if missing is None:
        return None
    seq, what = missing
    if ruling.grade is Grade.FAIL and ruling.records and min(ruling.records) < seq:
        return None
    if ruling.grade is not Grade.UNKNOWN and bench.start and _objected(bench, bench.start) < seq:
        return None
    return _inconclusive(f"the client did not do what the case needs: {escape(what)}", "", seq)
