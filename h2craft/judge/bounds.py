"""BOUND: did a client that was abused stay within its budget, and with which numbers."""

from __future__ import annotations

from h2craft.judge.bench import Bench, Grade, Ruling
from h2craft.judge.contact import UNWANTED, Said
from h2craft.judge.verdicts import MEBI, Budget, Verdict
from h2craft.wire import ErrorCode, error_code_name

AMPLE_OCTETS = 1 << 16
"""Below that much, what a client answers is no amplification worth speaking of."""


def rule_bound(bench: Bench, verdict: Verdict) -> Ruling:
    """Strict: it objects with ENHANCE_YOUR_CALM, or bears it until we stop."""
    budget = verdict.budget or Budget()
    numbers, over = measured(bench), exceeded(bench, budget)
    records = tuple(one.seq for one in _objections(bench)[:2])
    if bench.home.end is not None:
        records = (*records, bench.home.end.seq)
    if over:
        reason = f"{'; '.join(over)} ({numbers})"
        return Ruling(grade=Grade.FAIL, reason=reason, records=records)
    grade, how = _manner(bench)
    return Ruling(grade=grade, reason=f"{how} ({numbers})", records=records)


def exceeded(bench: Bench, budget: Budget) -> list[str]:
    """Each limit that was passed, in words."""
    client, over = bench.client, []
    if client.memory is not None and client.memory > budget.mem * MEBI:
        grown = f"its memory grew by {client.memory / MEBI:.0f} MiB"
        over.append(f"{grown}, {budget.mem:g} MiB are allowed")
    if client.cpu is not None and client.cpu > budget.cpu:
        over.append(f"it took {client.cpu:.1f} s of processor time, {budget.cpu:g} s are allowed")
    if client.seconds > budget.time:
        over.append(f"it ran for {client.seconds:.1f} s, {budget.time:g} s are allowed")
    amp = amplification(bench)
    if amp > budget.amp:
        over.append(f"it answered each octet with {amp:.1f}, {budget.amp:g} are allowed")
    return over


def amplification(bench: Bench) -> float:
    """Octets of answers for each octet of ours, 0 where there is too little of them to count."""
    answered = sum(one.octets_answered for one in bench.story.contacts.values())
    sent = sum(one.octets_sent for one in bench.story.contacts.values())
    return answered / sent if answered > AMPLE_OCTETS and sent else 0.0


def measured(bench: Bench) -> str:
    """The numbers authors want, whatever the outcome."""
    client, home = bench.client, bench.home
    said = []
    if client.memory is None:
        said.append("memory was not measured")
    else:
        said.append(f"memory +{client.memory / MEBI:.1f} MiB")
    if client.cpu is not None:
        said.append(f"processor {client.cpu:.1f} s")
    said.append(f"{home.octets_sent:,} octets in {home.frames_sent:,} frames sent to it")
    said.append(f"{home.octets_answered:,} octets answered")
    if home.gave_up is not None:
        effort = home.gave_up
        said.append(
            f"gave up after {effort.octets:,} octets in {effort.frames:,} frames, "
            f"{effort.seconds:.1f} s"
        )
    return ", ".join(said)


def _objections(bench: Bench) -> list[Said]:
    """A push that is refused is none: nobody has to want it (9113 8.4); nor is a stream's reset
    that crosses ours, or answers what came before it."""
    home = bench.home
    resets = [one for one in home.resets if one.stream_id % 2 or one.code not in UNWANTED]
    resets = [one for one in resets if not _was_reset(bench, one)]
    said = [one for one in (*home.errors(), *resets) if one.seq > bench.start]
    return sorted(said, key=lambda one: one.seq)


def _was_reset(bench: Bench, said: Said) -> bool:
    answer = bench.home.answers.get(said.stream_id)
    return answer is not None and 0 < answer.reset < said.seq


def _manner(bench: Bench) -> tuple[Grade, str]:
    objections = _objections(bench)
    if any(one.code == ErrorCode.ENHANCE_YOUR_CALM for one in objections):
        return Grade.STRICT, "it ended it with ENHANCE_YOUR_CALM"
    if objections:
        name = error_code_name(objections[0].code)
        return Grade.LENIENT, f"it ended it with {name}"
    end = bench.home.end
    if end is not None and _left_something(bench, end.seq):
        return Grade.LENIENT, "it closed the connection without saying why"
    return Grade.STRICT, "it bore it within its budget"


def _left_something(bench: Bench, seq: int) -> bool:
    """A request was neither answered nor reset when the client left."""
    answers = [one for one in bench.home.answers.values() if not one.promised]
    return any(not (0 < one.complete < seq or 0 < one.reset < seq) for one in answers)
