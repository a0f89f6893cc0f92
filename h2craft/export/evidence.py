"""What stands in a bundle beside the exports: the scenario, and sentences about all of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Protocol

from h2craft.actions import Action
from h2craft.export.contents import without_contents
from h2craft.export.selection import Selection
from h2craft.scenario import (
    SECRETS,
    Recorder,
    Said,
    ScenarioError,
    Score,
    loading,
    render,
    without_secrets,
)

MASKED = """\
Masked, octet for octet as long as it was, so that every length, window and index in the files is
the one that was on the wire: the contents of requests and responses, and the values of
{fields}; of cookies the names stay.
Paths and what stands behind their ?, other fields, and what else scripts have printed are as they
were: look through them before you pass this on."""

READING = """\
To look at it without h2craft: ladder.txt is text, ladder.mmd is drawn by whatever draws Mermaid,
and Wireshark opens capture.pcapng; also: tshark -r capture.pcapng -Y http2
With it: h2craft view trace.h2trace
To have a client meet the same again: h2craft replay scenario.py -- CLIENT... {url}
as in: h2craft replay scenario.py -- curl -sS --cacert {cacert} {url}
There is no scenario.py where nothing was done by hand or by a script."""

KEPT = "Nothing is masked: credentials, contents and, where they were kept, TLS keys are in it."


class Named(Protocol):
    """A file of the bundle, as far as the README tells of it."""

    @property
    def name(self) -> str: ...

    @property
    def says(self) -> str: ...


def evidence_text(selection: Selection) -> str:
    """What is masked, in words."""
    return KEPT if selection.secrets else MASKED.format(fields=", ".join(sorted(SECRETS)))


def read_me(selection: Selection, members: Sequence[Named]) -> bytes:
    """The README: what is inside, and what was left out of it."""
    from h2craft import __version__

    own = (
        ("scenario.py", "what was done, as a handler script that does it again: h2craft replay"),
        ("environment.json", "versions, platform and terminal; no names of hosts or users"),
        ("MANIFEST.json", "what was selected, what was masked, and SHA-256 of each file"),
    )
    told = [*((one.name, one.says) for one in members), *own]
    width = max(len(name) for name, _ in told)
    lines = [
        f"Evidence for a report, written by h2craft {__version__}.",
        "",
        *(f"  {name:<{width}}  {says}" for name, says in told),
        "",
        READING,
        "",
        evidence_text(selection),
        "",
    ]
    return "\n".join(lines).encode()


def scenario(selection: Selection) -> Iterator[bytes]:
    """The recording of what is selected; nothing where nothing was done, or it cannot be written.

    It is made of the records as they were: placeholders are told apart there, so that a client can
    be seen to send back the cookie it was given.
    """
    recorder = _recorded(selection)
    if not len(recorder):
        return
    from h2craft import __version__

    started = selection.circumstances.started
    score: Score = recorder.score(started=started, program=f"h2craft {__version__}")
    load = loading(selection.source)
    try:
        if not selection.secrets:
            score, whole = without_secrets(score, load)
            score = replace(score, said=tuple(map(_without_digest, score.said)))

            def load(seq: int) -> Action:
                return without_contents(whole(seq))

        text = "".join(render(score, load, pause=1.0))
    except ScenarioError as error:
        text = f"# This cannot be written as a scenario: {error}\n"
    yield text.encode("utf-8", "backslashreplace")


def _without_digest(said: Said) -> Said:
    """A digest of a short content tells it to who can guess."""
    meaning = {name: value for name, value in said.meaning.items() if name != "sha256"}
    return replace(said, meaning=meaning) if len(meaning) < len(said.meaning) else said


def _recorded(selection: Selection) -> Recorder:
    recorder = Recorder(wanted=selection.wanted)
    for reading in replace(selection, secrets=True).history():
        recorder.on = selection.first <= reading.record.seq
        recorder.take(reading)
    return recorder
