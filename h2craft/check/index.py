"""The list of cases as a page, for `--serve`. Text in, HTML out; knows no engine."""

from __future__ import annotations

import html
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from h2craft.judge import Case, Shape

TITLES = {
    "A": "A: legal, but unusual",
    "B": "B: violations",
    "C": "C: abuse",
    "D": "D: semantics and retries",
    "E": "E: what the client sends",
}

_HEAD = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>h2craft check</title>
<meta name="viewport" content="width=device-width">
<style>
body { font: 15px/1.4 system-ui, sans-serif; margin: 1.5rem auto; max-width: 70rem }
body { padding: 0 1rem }
table { border-collapse: collapse; width: 100% }
td { padding: .15rem .6rem .15rem 0; vertical-align: top; border-top: 1px solid #8884 }
td:first-child { white-space: nowrap; font-family: ui-monospace, monospace }
.needs { opacity: .7; white-space: nowrap }
@media (prefers-color-scheme: dark) { body { background: #111; color: #ddd } a { color: #8bf } }
</style>
<h1>h2craft check</h1>
<p>Each link leads to a case, which is judged once its connection is closed or quiet. What a case
needs of its client stands beside it: one GET, where nothing is said.</p>
"""


def index_page(cases: Sequence[Case], outcomes: Mapping[str, str]) -> str:
    """All cases, each a link; `outcomes` are of those that were visited, by id."""
    return _HEAD + "".join(_parts(cases, outcomes))


def _parts(cases: Sequence[Case], outcomes: Mapping[str, str]) -> Iterator[str]:
    for group, members in groupby(cases, key=lambda case: case.group):
        yield f"<h2>{html.escape(TITLES.get(group, group))}</h2>\n<table>\n"
        for case in members:
            yield _row(case, outcomes.get(case.id, ""))
        yield "</table>\n"


def _row(case: Case, outcome: str) -> str:
    name = html.escape(case.id)
    links = f'<a href="/case/{name}">{name}</a>'
    for variant in case.variants[1:]:
        shown = html.escape(variant)
        links += f' <a href="/case/{name}?variant={shown}">{shown}</a>'
    cells = html.escape(case.title), html.escape(needs(case.shape)), html.escape(outcome)
    return "<tr><td>{}<td>{}<td class=needs>{}<td>{}\n".format(links, *cells)


def needs(shape: Shape) -> str:
    """What a client is to do, in words; empty for one GET."""
    several = f"{shape.requests} requests" if shape.requests > 1 else ""
    parts = (
        shape.method if shape.method != "GET" else "",
        f"{shape.size:,} octets" if shape.size else "",
        several,
        f"{shape.parallel} at a time" if shape.parallel > 1 else "",
        "push" if shape.push else "",
        f"not reading for {shape.slow:g} s" if shape.slow else "",
        f"stopped after {shape.cancel:g} s" if shape.cancel else "",
        "TLS" if shape.https else "",
        *shape.settings,
        *shape.extra,
    )
    return ", ".join(filter(None, parts))
