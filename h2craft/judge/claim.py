"""What the client's process says of its requests, held against what was answered.

Knows its exit status, its output and the results it tells; no rule of HTTP/2.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

from h2craft.judge.answer import Answer
from h2craft.judge.evidence import ClientRun, Result
from h2craft.judge.shape import Shape
from h2craft.wire import elide, escape

LONGEST_ERROR = 160
LEAST_BEGINNING = 1 << 15


class Fit(Enum):
    """What a client has shown of bodies, beside those it should have."""

    RIGHT = "right"
    WRONG = "wrong"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What the client says.

    ok         all its requests are successes; None: it does not say
    successes  how many it reports as successes; None: that cannot be told
    text       the whole of it, for people
    error      in its own words; empty for none
    """

    ok: bool | None
    successes: int | None
    text: str
    error: str


def claim_of(client: ClientRun, shape: Shape, answers: Sequence[Answer]) -> Claim:
    """`answers` are all there were, finished or not."""
    if client.results is not None:
        good = sum(result.ok for result in client.results)
        ok = bool(client.results) and good == len(client.results)
        if not client.results and not client.tells_exit:
            ok_or_none: bool | None = None
        elif not client.results:
            ok_or_none = False if client.status != 0 else None
        else:
            ok_or_none = ok
        return Claim(
            ok=ok_or_none,
            successes=good,
            text=_told(client, answers),
            error=next((one.error for one in client.results if one.error), ""),
        )
    text = f"{_exit(client)}, {_output(client, answers)}" if client.tells_body else _exit(client)
    if client.cancelled or not client.tells_exit:
        return Claim(ok=None, successes=None, text=text, error=_error(client.stderr))
    ok = client.status == 0
    successes = shape.requests if ok else 0 if shape.requests == 1 else None
    return Claim(ok=ok, successes=successes, text=text, error=_error(client.stderr))


def fit(client: ClientRun, answers: Sequence[Answer], *, interleaved: bool) -> Fit:
    """Whether what it has shown as successes are these answers, and nothing else."""
    if any(_is_unknown(one) for one in answers):
        return Fit.UNKNOWN
    if client.results is not None:
        return _fit_results(client.results, answers)
    if not client.tells_body:
        return Fit.UNKNOWN
    shown = any(_shows(client, chosen, interleaved) for chosen in _choices(answers))
    return Fit.RIGHT if shown else Fit.WRONG


def _is_unknown(answer: Answer) -> bool:
    return answer.tunnel or answer.coded or answer.contact.opaque


def _choices(answers: Sequence[Answer]) -> Iterable[Sequence[Answer]]:
    """A client that follows, or tries again, may show the last one only."""
    yield answers
    good = [one for one in answers if one.status is None or one.status // 100 == 2]
    yield good
    if len(answers) > 1:
        yield answers[-1:]


def _shows(client: ClientRun, answers: Sequence[Answer], interleaved: bool) -> bool:
    """Its output is these bodies, one after the other, or in any order where it asked at once."""
    wanted, length = _beginning(answers), sum(answer.length for answer in answers)
    shown = client.stdout
    if length == len(wanted) and not client.lost:
        if shown == wanted:
            return True
        return interleaved and len(shown) == length and Counter(shown) == Counter(wanted)
    size = min(len(wanted), len(shown))
    enough = len(shown) <= length <= len(shown) + client.lost
    return enough and (interleaved or shown[:size] == wanted[:size])


def _beginning(answers: Sequence[Answer]) -> bytes:
    """The bodies one after the other, as far as they were kept."""
    kept = []
    for answer in answers:
        kept.append(answer.content)
        if len(answer.content) < answer.length:
            break
    return b"".join(kept)


def _fit_results(results: Sequence[Result], answers: Sequence[Answer]) -> Fit:
    """Each success is an answer of its own."""
    left = list(answers)
    fits = Fit.RIGHT
    for result in results:
        if not result.ok:
            continue
        same = next((one for one in left if is_same(result, one)), None)
        if same is None:
            return Fit.WRONG
        left.remove(same)
        if result.body is None and result.length is None:
            fits = Fit.UNKNOWN
    return fits


def is_same(result: Result, answer: Answer) -> bool:
    """What is told of the answer is what was sent; what is not told does not count."""
    if None not in (result.status, answer.status) and result.status != answer.status:
        return False
    if _is_unknown(answer):
        return True
    length = _length(result)
    if length is not None and length != answer.length:
        return False
    if result.body is None:
        return True
    size = min(len(result.body), len(answer.content))
    return result.body[:size] == answer.content[:size]


def _length(result: Result) -> int | None:
    """Octets of the body. One that is told without its length is whole, unless it is so long that
    it may be a beginning."""
    if result.length is not None or result.body is None:
        return result.length
    return len(result.body) if len(result.body) < LEAST_BEGINNING else None


# In words


def _exit(client: ClientRun) -> str:
    if not client.started:
        return f"not started: {escape(client.trouble) or 'no reason is known'}"
    if client.timed_out:
        return f"hung, and was ended after {client.seconds:.3g} s"
    if client.signal:
        return f"ended by {escape(client.signal)}"
    said = "no exit status" if client.status is None else f"exit {client.status}"
    if client.cancelled:
        return f"told to stop, {said}"
    error = _error(client.stderr)
    if client.status and error:
        said += f": {error}"
    return said if client.tells_exit else f"{said} (which says nothing)"


def _error(stderr: bytes) -> str:
    """The line that says it: the last one of a traceback, else the first."""
    lines = [line.strip() for line in stderr[:65_536].splitlines() if line.strip()]
    if not lines:
        return ""
    chosen = lines[-1] if any(line.startswith(b"Traceback") for line in lines) else lines[0]
    return elide(escape(chosen), LONGEST_ERROR)


def _output(client: ClientRun, answers: Sequence[Answer]) -> str:
    """How much of the bodies it has shown."""
    shown = len(client.stdout) + client.lost
    begun = [one for one in answers if one.begun and not one.tunnel]
    if not shown:
        return "no output" if any(one.length for one in begun) else "no body"
    return _extent(client.stdout, shown, begun, client.lost > 0)


def _extent(shown: bytes, count: int, begun: Sequence[Answer], more: bool) -> str:
    """ "whole body", "16 of 28 octets", "16 octets of an unfinished body"."""
    wanted = _beginning(begun)
    length = sum(one.length for one in begun)
    finished = all(one.complete for one in begun)
    octets = f"{count:,} octet" + "s" * (count != 1)
    size = min(len(shown), len(wanted))
    if not begun or any(_is_unknown(one) for one in begun):
        return octets
    if shown[:size] != wanted[:size]:
        if not more and len(begun) > 1 and Counter(shown) == Counter(wanted):
            return "all bodies, interleaved"
        return _other(octets, length, shown, wanted)
    if count == length or (more and count >= length):
        if not finished:
            return f"{octets} of an unfinished body"
        return "whole body" if len(begun) == 1 else "all bodies"
    return f"{count:,} of {length:,} octets" if count < length else f"{octets}, {length:,} sent"


def _other(octets: str, length: int, shown: bytes, wanted: bytes) -> str:
    same = next(
        (at for at, (one, two) in enumerate(zip(shown, wanted, strict=False)) if one != two), 0
    )
    return f"{octets} other than the {length:,} sent, from octet {same:,} on"


def _told(client: ClientRun, answers: Sequence[Answer]) -> str:
    """Results, in words: all of one, the failures of several."""
    results = client.results or ()
    ending = _exit(client) if client.timed_out or client.signal or not client.started else ""
    if not results:
        return ending or f"{_exit(client)}, and tells of no request"
    if len(results) == 1:
        said = _result(results[0], answers)
    else:
        good = sum(result.ok for result in results)
        bad = next((one for one in results if not one.ok), None)
        said = f"{good} of {len(results)} requests succeed"
        if bad is not None and bad.error:
            said += f"; one does not: {_shown(bad.error)}"
    return f"{ending}; {said}" if ending else said


def _result(result: Result, answers: Sequence[Answer]) -> str:
    if not result.ok:
        return f"failure: {_shown(result.error)}" if result.error else "failure"
    said = "success" if result.status is None else f"success, status {result.status}"
    if result.body is None and result.length is None:
        return said
    count = len(result.body or b"") if result.length is None else result.length
    begun = [one for one in answers if one.begun and not one.tunnel][-1:]
    if not count:
        return f"{said}, no body"
    if not begun:
        return f"{said}, {count:,} octets though none were sent"
    shown = result.body if result.body is not None else begun[0].content[:count]
    return f"{said}, {_extent(shown, count, begun, more=len(shown) < count)}"


def _shown(error: str) -> str:
    return elide(escape(" ".join(error.split())), LONGEST_ERROR)
