"""Tools about lines and presets: show what would leave, and fire a preset by its name.

Knows previews and layouts; the engine is asked, and nothing is fired by `show`.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from h2craft import explain as explaining
from h2craft import language
from h2craft.actions import Action, Send, SendOctets
from h2craft.client import FramePreview, Preview
from h2craft.explain import Role, Span, Text, heading, sentence
from h2craft.filter import nearest
from h2craft.language import DOORS, VERBS, Command, LanguageError, Preset, parse, write
from h2craft.language import PRESETS_BY_NAME as BY_NAME
from h2craft.model import Reading
from h2craft.repl.tools import typeahead
from h2craft.repl.tools.tables import Column, Listed, cell, folded
from h2craft.repl.tools.tool import Shown, Tool, ToolError, alone, no_words, quoted, wrong
from h2craft.session import Target, printed, target, visible
from h2craft.trace import Kind, Record
from h2craft.wire import END_HEADERS, HEADER_LENGTH, Decoder, Frame, HeaderField, payloads

if TYPE_CHECKING:
    from h2craft.repl.doing import Done
    from h2craft.repl.shell import Shell

SECONDS = 5.0  # for an engine to answer
FRAMES = 16  # shown of one act
DUMPED = 64  # lines of octets of one frame

# Show


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One action of what was to be shown. `preview` is None for one that puts nothing on the wire.

    fields   of each frame in which a header block ends, the block
    """

    line: str
    action: Action | None
    preview: Preview | None
    fields: Mapping[int, tuple[HeaderField, ...]]


class Previews(Shown, Sequence[Act]):
    """What would leave; a sequence of acts, each with its `preview`."""

    def __init__(self, acts: Sequence[Act], where: str, title: str = "") -> None:
        self._acts = list(acts)
        self._where = where
        self._title = title

    def __len__(self) -> int:
        return len(self._acts)

    def __getitem__(self, index: Any) -> Any:
        return self._acts[index]

    @property
    def octets(self) -> bytes:
        """All octets, as far as they do not wait."""
        there = [one.preview for one in self._acts if one.preview is not None]
        return b"".join(
            one.octets + b"".join(frame.octets for frame in one.frames) for one in there
        )

    def text(self, width: int) -> Text:
        text: Text = [sentence(self._title, Role.HEAD)] if self._title else []
        for act in self._acts:
            text += [()] if text else []
            text += folded(_act(act, self._where), width)
        if len(self._acts) > 1:
            said = "each as if it was fired now, without those before it; nothing was fired"
            text += [(), *folded([sentence(said, Role.DIM)], width)]
        return text


def _act(act: Act, where: str) -> Text:
    text: Text = [(Span(act.line, Role.STRONG), Span(f"  to {where}", Role.DIM))]
    if act.preview is None:
        return [*text, sentence("  no octets leave", Role.DIM)]
    told = act.preview
    if told.refused:
        text.append(sentence(_reason(told), Role.ERROR))
    if told.octets:
        text += explaining.octet_lines(told.octets, count=DUMPED)
    for number, frame in enumerate(told.frames[:FRAMES]):
        text += _frame(frame, act.fields.get(number))
    if len(told.frames) > FRAMES:
        text.append(sentence(f"and {len(told.frames) - FRAMES:,} more frames", Role.DIM))
    if told.waiting:
        why = f": {printed(told.why)}" if told.why else ""
        said = f"{told.waiting:,} octets would wait for a window{why}"
        text.append(sentence(said, Role.WARNING))
    if not told.refused and not told.octets and not told.frames and not told.waiting:
        text.append(sentence("  no octets leave", Role.DIM))
    return text


def _reason(told: Preview) -> str:
    other = "RFC" if " " in told.section else "RFC 9113"
    named = f" ({other} {told.section})" if told.section else ""
    return f"would be refused: {printed(told.refused)}{named}"


def _frame(told: FramePreview, fields: tuple[HeaderField, ...] | None) -> Text:
    """Its octets, and what each of them means."""
    if len(told.octets) < HEADER_LENGTH:
        return explaining.octet_lines(told.octets)
    frame = Frame(told.octets)
    said = None if fields is None else tuple(_pair(one) for one in fields if one.name)
    reading = Reading(_record(told.octets), frame=frame, fields=said, header_fields=fields)
    left = explaining.hex_line_count(frame) - DUMPED
    text: Text = [(), explaining.title(reading), *explaining.hex_lines(frame, count=DUMPED)]
    if left > 0:
        text.append(sentence(f"and {left:,} more lines", Role.DIM))
    text += explaining.frame_fields(frame, reading)
    if told.told:
        text += [(), (Span("h2 is told: ", Role.DIM), Span(printed(told.told)))]
    if told.step:
        text.append(sentence(f"h2 out of step: {printed(told.step)}", Role.WARNING))
    return text


def _pair(field: HeaderField) -> tuple[bytes, bytes]:
    return field.name, field.value


def _record(octets: bytes) -> Record:
    return Record(seq=0, at=0.0, connection=0, kind=Kind.FRAME_SENT, octets=octets)


def show(shell: Shell, line: str = "", /, **knobs: Any) -> Previews:
    """The octets of a line or a preset and what each bit means; nothing is fired."""
    said = line.strip()
    if not said:
        raise ToolError('show what? A line, show("goaway code=CANCEL"), or a preset by its name')
    shell.sync()
    with shell.lock:
        aim, context = shell.target, shell.context()
    name, behind = preset_in(said)
    if name:
        turned = {**_knobs(said, behind), **{knob: str(value) for knob, value in knobs.items()}}
        lines, title = BY_NAME[name].commands(context, **turned), f"{name}: {BY_NAME[name].title}"
    elif knobs:
        word = said.split()[0]
        raise ToolError(f"only a preset has knobs, and {quoted(word)} is none{_hint(word)}")
    else:
        lines, title = [said], ""
    acts = [act for one in lines for act in _acts(shell, aim, one, parse(one, context))]
    return Previews(acts, aim.name, title)


def _acts(shell: Shell, aim: Target, line: str, command: Command) -> list[Act]:
    if not command.actions:
        return [Act(line=visible(line), action=None, preview=None, fields={})]
    made = []
    for action in command.actions:
        shown = visible(line if len(command.actions) == 1 else _written(action))
        if not isinstance(action, Send | SendOctets):
            made.append(Act(line=shown, action=action, preview=None, fields={}))
            continue
        told = _previewed(shell, aim.connection, action)
        fields = _fields(shell, aim, told)
        made.append(Act(line=shown, action=action, preview=told, fields=fields))
    return made


def _previewed(shell: Shell, connection: int, action: Action) -> Preview:
    try:
        return shell.client.preview(connection, action).result(SECONDS)
    except TimeoutError:
        raise ToolError(f"the engine has not answered in {SECONDS:g} s") from None


def _written(action: Action) -> str:
    try:
        return write(action)
    except LanguageError:
        return type(action).__name__.lower()


def _fields(shell: Shell, aim: Target, told: Preview) -> dict[int, tuple[HeaderField, ...]]:
    """The header blocks of frames that would leave, read by a copy of the peer's table."""
    with shell.lock:
        connection = target.connection_of(shell.session, aim)
        if connection is None or connection.us.table_lost:
            return {}
        decoder: Decoder = copy.deepcopy(connection.us.decoder)
    found: dict[int, tuple[HeaderField, ...]] = {}
    block = b""
    for number, one in enumerate(told.frames):
        frame = Frame(one.octets) if len(one.octets) >= HEADER_LENGTH else None
        fragment = getattr(frame.view, "fragment", None) if frame is not None else None
        if frame is None or fragment is None:
            continue
        block = block + fragment if isinstance(frame.view, payloads.Continuation) else fragment
        if frame.flags & END_HEADERS:
            try:
                found[number] = tuple(decoder.read(block))
            except Exception:  # hpack's errors, whatever they are: a block that says nothing
                return found
    return found


def _shown_words(shell: Shell, said: str) -> str:
    """The line or the preset to be shown, which can be meant."""
    line = said.strip()
    if not line:
        raise wrong("show needs a line or a preset", said)
    word = line.split()[0].lower()
    name, behind = preset_in(said)
    if name:
        _check_knobs(name, _knobs(said, behind), said)
    elif word == "preset" or (word not in VERBS and word not in DOORS):
        words = line.split()[:2] if word == "preset" else line.split()[:1]
        message = f"{quoted(words[-1])} is no preset"
        if word != "preset":
            message = f"{quoted(words[-1])} is no verb and no preset"
        raise wrong(message, said, words[-1], [*VERBS, *BY_NAME])
    if not name:
        parse(line, shell.context())
    return line


def _show_line(shell: Shell, said: str) -> Previews:
    return show(shell, _shown_words(shell, said))


# Presets


_named = re.compile(r"\s*(preset\s+)?(\S+)", re.IGNORECASE).match


def preset_in(said: str) -> tuple[str, int]:
    """The preset a line begins with, and where its knobs do. A verb comes first: `preset push`."""
    found = _named(said)
    name = found[2].lower() if found else ""
    if found is None or name not in BY_NAME or (name in VERBS and not found[1]):
        return "", 0
    return name, found.end()


def _hint(word: str) -> str:
    close = nearest(word, BY_NAME)
    return f"; did you mean {close[0]}?" if close else ""


def _knobs(said: str, at: int) -> dict[str, str]:
    """`name=value` words of a line from `at` on; a value may be in quotation marks."""
    turned: dict[str, str] = {}
    while at < len(said):
        if said[at].isspace():
            at += 1
            continue
        end = _end_of_word(said, at)
        name, equals, value = said[at:end].partition("=")
        if not equals:
            raise LanguageError("a knob is written name=value", said, at, end - at)
        turned[name] = value
        at = end
    return turned


def _end_of_word(said: str, at: int) -> int:
    quoted_ = False
    while at < len(said) and (quoted_ or not said[at].isspace()):
        if said[at] == "\\" and quoted_:
            at += 1
        elif said[at] == '"':
            quoted_ = not quoted_
        at += 1
    return min(at, len(said))


def preset_called(name: str) -> Preset:
    found = BY_NAME.get(name.lower())
    if found is None:
        raise ToolError(f"no preset is called {quoted(name)}{_hint(name)}")
    return found


def preset(shell: Shell, name: str, /, **knobs: Any) -> list[Done]:
    """Fire a preset, its lines one after the other: `preset("refused-stream", stream=3)`."""
    shell.sync()
    with shell.lock:
        context = shell.context()
    turned = {knob: str(value) for knob, value in knobs.items()}
    lines = preset_called(name).commands(context, **turned)
    return [shell.command(parse(line, context)) for line in lines]


def _preset_words(shell: Shell, said: str) -> tuple[str, dict[str, str]]:
    """The name of a preset and its knobs; empty where a line has neither."""
    words = said.split()
    if not words:
        return "", {}
    name = words[0]
    if name.lower() not in BY_NAME:
        raise wrong(f"no preset is called {quoted(name)}", said, name, BY_NAME)
    knobs = _knobs(said, said.index(name) + len(name))
    _check_knobs(name.lower(), knobs, said)
    return name, knobs


def _preset_line(shell: Shell, said: str) -> object:
    name, knobs = _preset_words(shell, said)
    if not name:
        return presets(shell)
    preset(shell, name, **knobs)
    return None


def _check_knobs(name: str, knobs: Mapping[str, str], said: str) -> None:
    """Point at a knob there is none of."""
    there = [knob.name for knob in BY_NAME[name].knobs]
    for knob in knobs:
        if knob not in there:
            raise wrong(f"{name} has no knob {quoted(knob)}", said, f"{knob}=", there)


_PRESETS = (
    Column("preset"),
    Column("law"),
    Column("what it does", least=20),
    Column("knobs", least=12),
)


def presets(shell: Shell) -> Listed[Preset]:
    """The presets there are for the end we are."""
    there = language.presets(client=shell.client.about.role == "client")
    return Listed(there, _PRESETS, _preset_row, empty="there are none")


def _preset_row(one: Preset) -> Sequence[Span]:
    return (
        cell(one.name, Role.STRONG),
        cell(one.section, Role.DIM),
        cell(one.sentence),
        cell(" ".join(knob.name for knob in one.knobs), Role.NAME),
    )


def preset_text(one: Preset) -> Text:
    """All there is to know of a preset."""
    section = one.section if " " in one.section else f"9113 {one.section}"
    text: Text = [heading(f"preset {one.name}", f"RFC {section}")]
    text += [sentence(one.title), sentence(one.sentence), ()]
    for knob in one.knobs:
        text.append(
            (
                Span(f"  {knob.name}={knob.default}", Role.NAME),
                Span(f"  {knob.sentence}", Role.DIM),
            )
        )
    try:
        lines = one.commands()
    except LanguageError:
        lines = []
    return [*text, (), *(sentence(f"  {visible(line)}", Role.STRONG) for line in lines)]


def _presets_line(shell: Shell, said: str) -> object:
    no_words("presets", said)
    return presets(shell)


SHOWING = (
    Tool(
        name="show",
        shape="show LINE | show [preset] NAME [KNOB=VALUE...]",
        python='show("headers 1 :status=200"), show("refused-stream", stream=3).octets',
        sentence="the octets a line would send, bit by bit, and what h2 says; nothing is fired",
        run=_show_line,
        call=show,
        check=_shown_words,
        examples=("show headers 1 :status=200", "show raw 0x42 flags=0xff", "show header-bomb"),
        complete=typeahead.lines,
    ),
    Tool(
        name="preset",
        shape="preset NAME [KNOB=VALUE...]",
        python='preset("refused-stream", stream=3)',
        sentence="fire a preset: a misbehaviour people need, or a plain good answer",
        run=_preset_line,
        call=preset,
        check=_preset_words,
        examples=("preset ok", "preset reset-half-way code=CANCEL", "preset"),
        complete=typeahead.presets,
    ),
    Tool(
        name="presets",
        shape="presets",
        python="presets()",
        sentence="the presets there are; help NAME has its lines and knobs",
        run=_presets_line,
        call=presets,
        check=alone,
        examples=("presets",),
    ),
)
