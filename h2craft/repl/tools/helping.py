"""Tools about the words themselves: help, and the way out. Knows tables, no engine."""

from __future__ import annotations

import pydoc
from typing import TYPE_CHECKING, Any

from h2craft import filter as filters
from h2craft.explain import Role, Span, Text, heading, sentence
from h2craft.filter import nearest
from h2craft.language import PRESETS_BY_NAME as BY_NAME
from h2craft.language import VERBS, help_text, presets
from h2craft.repl.tools import typeahead
from h2craft.repl.tools.showing import preset_text
from h2craft.repl.tools.tables import folded
from h2craft.repl.tools.tool import Shown, Tool, ToolError, one_word, quoted, wrong

if TYPE_CHECKING:
    from h2craft.repl.shell import Shell

FILTERS = "filters"
_PYTHON = """\
Python:
  Every verb and every tool is a callable: headers(1, status=200), frames("type:DATA").
  conn, stream and last are the connection and the stream we are at, and the last frame that
  was received; client is the door to the engine; _ is the last result. await works.
"""


class Help(Shown):
    """A text; `str` gives it as it is."""

    def __init__(self, text: Text) -> None:
        self._text = text

    def text(self, width: int) -> Text:
        return folded(self._text, width)

    def __str__(self) -> str:
        return repr(self)


def _tools() -> dict[str, Tool]:
    from h2craft.repl.tools import TOOLS  # the table, of which this is a part

    return dict(TOOLS)


def help(shell: Shell, topic: Any = None) -> Help:
    """All words with a sentence each, or all there is to know of one."""
    if topic is None:
        return Help(_overview(shell))
    name = topic if isinstance(topic, str) else _name_of(topic)
    if name is None:
        return Help(_lines(pydoc.plain(pydoc.render_doc(topic))))
    found = _topic(name)
    if found is None:
        close = nearest(name.strip().lower(), _topics())
        hint = f"; did you mean {close[0]}?" if close else ""
        raise ToolError(f"there is no help for {quoted(name)}{hint}")
    return Help(found)


def _name_of(topic: object) -> str | None:
    """The word a callable of ours stands for; None for any other value."""
    tool = getattr(topic, "tool", None)
    if isinstance(tool, Tool):
        return tool.name
    verb = getattr(topic, "verb", None)
    return verb if isinstance(verb, str) and verb in VERBS and callable(topic) else None


def _topics() -> list[str]:
    return [*VERBS, *_tools(), *BY_NAME, FILTERS]


def _topic(name: str) -> Text | None:
    word = name.strip().lower().removesuffix("()")
    word = "break" if word == "break_" else word
    tools = _tools()
    if word in VERBS:
        of_preset = [(), *preset_text(BY_NAME[word])] if word in BY_NAME else []
        return _lines(help_text(word)) + of_preset
    if word in tools:
        return _of_tool(tools[word])
    if word in BY_NAME:
        return preset_text(BY_NAME[word])
    if word == FILTERS:
        return _lines(filters.HELP)
    return None


def _lines(text: str) -> Text:
    return [sentence(line) if line else () for line in text.rstrip("\n").split("\n")]


def _overview(shell: Shell) -> Text:
    text = _lines(help_text(client=shell.client.about.role == "client"))
    text += [(), heading("Tools", "which send nothing themselves, but for preset")]
    text += [
        (Span(f"  {tool.name:<16}", Role.NAME), Span(tool.sentence)) for tool in _tools().values()
    ]
    text += [(), *_lines(_PYTHON)]
    how_many = len(presets(client=shell.client.about.role == "client"))
    said = f"help NAME: of a verb, a tool, a preset ({how_many}: presets); help {FILTERS}"
    return [*text, (), sentence(said, Role.DIM)]


def _of_tool(tool: Tool) -> Text:
    text: Text = [sentence(tool.shape, Role.HEAD), (), sentence(f"{tool.sentence}")]
    if tool.more:
        text.append(sentence(tool.more))
    text += [(), sentence("In Python:"), sentence(f"  {tool.python}", Role.VALUE), ()]
    text += [sentence(f"  {example}", Role.VALUE) for example in tool.examples]
    if tool.name in ("frames", "filter"):
        text += [(), *_lines(filters.HELP)]
    return text


def _topic_word(shell: Shell, said: str) -> str | None:
    """The word a line asks about, if it does."""
    if not said.strip():
        return None
    word = one_word("help", said, "a word")
    if _topic(word) is None:
        raise wrong(f"there is no help for {quoted(word)}", said, word, _topics())
    return word


def _help_line(shell: Shell, said: str) -> Help:
    return help(shell, _topic_word(shell, said))


def quit(shell: Shell, status: int = 0) -> None:
    """Leave the prompt, with this exit status."""
    raise SystemExit(status)


def _quit_line(shell: Shell, said: str) -> None:
    if not said.strip():
        quit(shell)
    status = one_word("quit", said, "")
    if not status.isdecimal() or int(status[:4]) > 255:
        raise wrong("an exit status is a number, 0 to 255", said, status)
    quit(shell, int(status))


HELPING = (
    Tool(
        name="help",
        shape="help [WORD]",
        python='help(), help("goaway"), help(goaway)',
        sentence="all words, or all there is to know of a verb, a tool or a preset",
        run=_help_line,
        call=help,
        check=_topic_word,
        examples=("help", "help goaway", "help reset-half-way", "help filters"),
        complete=typeahead.topics,
    ),
    Tool(
        name="quit",
        shape="quit [STATUS]",
        python="quit(status=0)",
        sentence="leave the prompt",
        run=_quit_line,
        call=quit,
        examples=("quit", "quit 1"),
    ),
)
