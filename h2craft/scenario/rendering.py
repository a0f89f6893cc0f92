"""From a recording to the handler script that does the same for the next client.

Knows scores and the language's Python; runs nothing and writes no file.
"""

from __future__ import annotations

from collections.abc import Iterator

from h2craft.language import LanguageError, python_of
from h2craft.language import write as line_of
from h2craft.scenario.notes import footer
from h2craft.scenario.score import Act, Load, Score
from h2craft.wire import escape


def render(
    score: Score, load: Load, *, pause: float | None = 1.0, title: str = ""
) -> Iterator[str]:
    """The script, piece by piece, so that a long recording is written as it is made.

    `pause` seconds between two acts and more are slept in the script; None for no pauses, 0 for
    each of them. `title` stands instead of a line that says what happens. Raises LanguageError
    for DATA that is nowhere whole.
    """
    yield f'"""{title or "Recorded."}"""\n\n\n'
    yield "def main(request, response):\n"
    for act in score.acts:
        for line in python_of(load(act.seq), stream_id=1).splitlines():
            yield f"    {line}\n"
    yield "    response.writer.content_written = response.writer.stream_ended = True\n\n\n"
    yield from footer(score)


def rendered(score: Score, load: Load, *, pause: float | None = 1.0, title: str = "") -> str:
    """The script, as one text."""
    return "".join(render(score, load, pause=pause, title=title))


def act_line(act: Act, load: Load) -> str:
    """An act as one printable line of the language."""
    try:
        return _visible(line_of(load(act.seq)))
    except LanguageError as error:
        return _visible(str(error))


def _visible(text: str) -> str:
    return text if text.isprintable() else "".join(map(_character, text))


def _character(one: str) -> str:
    return one if one.isprintable() else escape(one)
