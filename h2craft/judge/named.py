"""The conditions that have a name and are no count; `conditions` says what they mean."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from h2craft.judge.bench import Bench
from h2craft.judge.conditions import Condition, Held
from h2craft.judge.fields import strange_fields
from h2craft.wire import error_code_name

_Named = Callable[[Condition, Bench], Held]


def _windows_credited(condition: Condition, bench: Bench) -> Held:
    for contact in bench.story.contacts.values():
        if contact.model is None or contact.model.us.window.size >= 0:
            continue
        text = f"{-contact.model.us.window.size:,} octets more were sent than credited"
        return Held(condition=condition, holds=False, text=text, records=(contact.last,))
    return Held(condition=condition, holds=True, text="all is credited")


def _fields_right(condition: Condition, bench: Bench) -> Held:
    trouble = strange_fields(bench.client.results or (), bench.complete)
    return Held(condition=condition, holds=not trouble, text=trouble or "none is another")


def _upload_whole(condition: Condition, bench: Bench) -> Held:
    size = bench.case.shape.size
    uploads = [one for one in bench.answers if one.ended and one.method != b"CONNECT"]
    wrong = next((one for one in uploads if one.octets != size), None)
    if wrong is not None:
        text = f"a request had {wrong.octets:,} of {size:,} octets"
        return Held(condition=condition, holds=False, text=text, records=(wrong.ended,))
    text = "all of it" if uploads else "no request was ended"
    return Held(condition=condition, holds=bool(uploads), text=text)


def _one_connection(condition: Condition, bench: Bench) -> Held:
    used = [one for one in bench.story.contacts.values() if one.requests]
    text = f"there were {len(used)} connections with requests"
    records = tuple(one.asked[0] for one in used[:4])
    return Held(condition=condition, holds=len(used) == 1, text=text, records=records)


def _names_the_code(condition: Condition, bench: Bench) -> Held:
    sent = [one.told_code for one in bench.story.contacts.values() if one.told_code is not None]
    if not sent:
        text = "we sent neither RST_STREAM nor GOAWAY"
        return Held(condition=condition, holds=None, text=text)
    name, client = error_code_name(sent[-1]), bench.client
    words = [client.stderr, client.stdout, *(_octets(one.error) for one in client.results or ())]
    pattern = rb"(?i)%s|\b0x0*%x\b|\b%d\b" % (
        name.replace("_", ".?").encode(),
        sent[-1],
        sent[-1],
    )
    holds = any(re.search(pattern, text) for text in words)
    text = f"its output {'names' if holds else 'does not name'} {name}"
    return Held(condition=condition, holds=holds, text=text)


def _octets(text: str) -> bytes:
    return text.encode("utf-8", "replace")


NAMED_CONDITIONS: Mapping[str, _Named] = {
    "windows credited": _windows_credited,
    "fields right": _fields_right,
    "upload whole": _upload_whole,
    "one connection": _one_connection,
    "names the code": _names_the_code,
}
