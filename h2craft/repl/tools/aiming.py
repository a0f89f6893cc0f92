"""Tools about where things go and what is shown of them: use, filter. Knows the shell's target."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from h2craft.explain import Role, Span, Text, sentence
from h2craft.filter import compile
from h2craft.model import Connection, Stream
from h2craft.repl.tools import typeahead
from h2craft.repl.tools.state import connection_at
from h2craft.repl.tools.tool import Shown, Told, Tool, ToolError, one_word, quoted, wrong
from h2craft.session import Target, printed, target, visible

if TYPE_CHECKING:
    from h2craft.repl.shell import Shell

AUTO = ("auto", "follow")
PLACES = "2, 2/5, /5 or auto"

_place = re.compile(r"(\d{1,9})(?:/(\d{1,10}))?|/(\d{1,10})", re.ASCII).fullmatch


class Aimed(Shown):
    """Where what is said goes. `target` is the connection and the stream."""

    def __init__(self, shell: Shell) -> None:
        with shell.lock:
            self.target = shell.target
            self.followed = shell.used is None
            self.trouble = printed(target.trouble_of(shell.session, self.target))
            hint = shell.context().streams.get(self.target.stream_id)
        self._state = f"{hint.path}  {hint.state}".strip() if hint is not None else ""

    def text(self, width: int) -> Text:
        how = "auto" if self.followed else "chosen"
        spans = [Span(self.target.name, Role.STRONG), Span(f"  {self._state}".rstrip())]
        text: Text = [(*spans, Span(f"  {how}", Role.DIM))]
        if self.trouble and self.target.connection:
            text.append(sentence(self.trouble, Role.WARNING))
        return text


def use(shell: Shell, where: object = None, stream: object = None) -> Aimed:
    """Choose where verbs go: `use(2, 5)`, `use("2/5")`, `use("auto")`; nothing: say where."""
    shell.sync()
    if where is not None or stream is not None:
        shell.use(_target(shell, where, stream))
    return Aimed(shell)


def _target(shell: Shell, where: object, stream: object) -> Target | None:
    """None to follow what happens."""
    here = shell.target.connection
    if isinstance(where, str):
        if where.strip().lower() in AUTO:
            return None
        found = _read(where, here)
        if found is None:
            raise ToolError(f"{quoted(where)} is no place: {PLACES}")
        number, stream_id = found
    else:
        number, stream_id = _number_of(where, here), _number_of(stream, 0)
    connection = connection_at(shell, number)
    if stream_id and connection.stream(stream_id) is None:
        known = ", ".join(map(str, list(connection.streams)[-10:])) or "none is open"
        raise ToolError(f"connection {number} has no stream {stream_id}; streams: {known}")
    return Target(number, stream_id)


def _number_of(value: object, unsaid: int) -> int:
    if value is None:
        return unsaid
    if isinstance(value, Connection):
        return value.number
    if isinstance(value, Stream):
        return value.stream_id
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise ToolError("use takes numbers: use(2), use(2, 5), use(stream=5)")


def _read(text: str, here: int) -> tuple[int, int] | None:
    found = _place(text.strip())
    if found is None:
        return None
    if found[3]:
        return here, int(found[3])
    return int(found[1]), int(found[2] or 0)


def _place_word(shell: Shell, said: str) -> str | None:
    """The place a line names, if it does."""
    if not said.strip():
        return None
    word = one_word("use", said, "a place")
    if word.lower() not in AUTO and _read(word, 0) is None:
        raise wrong(f"{quoted(word)} is no place: {PLACES}", said, word, AUTO)
    return word


def _use_line(shell: Shell, said: str) -> Aimed:
    return use(shell, _place_word(shell, said))


def filter(shell: Shell, pattern: str | None = "") -> Told:
    """Print only frames that match above the prompt; None: all of them; nothing: say which."""
    printer = shell.printer
    if printer is None:
        raise ToolError("no frames are printed here: frames() has them")
    if pattern != "":
        compile(pattern or "")
        with shell.lock:
            printer.pattern = pattern or ""
    now = visible(printer.pattern)
    said = f"frames that match {now} are printed" if now else "all frames are printed"
    if not printer.on:
        said += ", once F2 has them printed again"
    return Told([sentence(said, Role.DIM)])


def _pattern(shell: Shell, said: str) -> str | None:
    """The filter of a line; None for none, empty where nothing is said."""
    words = said.strip()
    if words.lower() in ("off", "all"):
        return None
    compile(words)
    return words


def _filter_line(shell: Shell, said: str) -> Told:
    return filter(shell, _pattern(shell, said))


AIMING = (
    Tool(
        name="use",
        shape="use [CONNECTION[/STREAM] | /STREAM | auto]",
        python='use(2, 5), use("2/5"), use("auto")',
        sentence="choose where verbs go; auto: where something waits for an answer",
        run=_use_line,
        call=use,
        check=_place_word,
        examples=("use 2", "use 2/5", "use /3", "use auto", "use"),
        complete=typeahead.places,
    ),
    Tool(
        name="filter",
        shape="filter [FILTER | off]",
        python='filter("type:HEADERS"), filter(None)',
        sentence="print only frames that match above the prompt",
        run=_filter_line,
        call=filter,
        check=_pattern,
        examples=("filter -origin:automatic", "filter stream:1", "filter off"),
        complete=typeahead.plain_filter,
    ),
)
