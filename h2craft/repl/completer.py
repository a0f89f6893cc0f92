"""What Tab offers: words of the language and of tools, and Python's. Knows prompt_toolkit's shape.

The language has a completer of its own and tools have theirs; here it is decided who is asked, and
what they say is put into the menu.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from prompt_toolkit.completion import CompleteEvent, Completer
from prompt_toolkit.completion import Completion as Entry
from prompt_toolkit.document import Document

from h2craft import language
from h2craft.language import DOORS, Completion
from h2craft.repl import callwords, pythonnames
from h2craft.repl.pythonplace import Place, place_of
from h2craft.repl.tools import TOOLS, typeahead
from h2craft.repl.units import line_word
from h2craft.session import visible
from h2craft.wire import elide

if TYPE_CHECKING:
    from h2craft.repl.shell import Shell

MOST = 200
LONGEST_MEANING = 72

_FILE_CALLS = frozenset({"file", "open", "Path", "source", "save", "attach"})
_BINDS = "attach"  # a file, or a scenario by its name
_SHELL = "shell"  # what a tool is given first, and nobody says
_FILE_LINE = 'octets file("'


class ShellCompleter(Completer):
    """See the module."""

    def __init__(self, shell: Shell) -> None:
        self._shell = shell

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterator[Entry]:
        line = document.current_line_before_cursor
        if not line.strip() and not complete_event.completion_requested:
            return
        cursor = len(line)
        for one in islice(self.offered(document), MOST):
            meaning = elide(visible(one.sentence), LONGEST_MEANING)
            yield Entry(
                one.text,
                start_position=min(0, one.start - cursor),
                display=visible(one.label),
                display_meta=meaning,
            )

    def offered(self, document: Document) -> Iterable[Completion]:
        """What may stand at the cursor; `start` counts from the beginning of the cursor's line."""
        shell, line = self._shell, document.current_line_before_cursor
        word = line_word(line, TOOLS, shell.namespace)
        if word and line.rstrip() != line or (word and line.split()[-1:] != [word]):
            return self._line(word, line)
        if _is_first_word(line):
            return self._first(line)
        begins = document.cursor_position - len(line)
        return self._python(document.text_before_cursor, begins)

    def _line(self, word: str, line: str) -> Iterable[Completion]:
        """In a line of the language, or of a tool."""
        tool = TOOLS.get(word)
        if tool is None:
            found = language.complete(line, len(line), self._shell.context())
            behind = line.lower().index(word) + len(word) + 1
            if word == _BINDS and " " not in line[behind:]:
                found = [*found, *self._scenarios(line[behind:], behind)]
            return found
        behind = line.index(word) + len(word) + 1
        said = line[behind:]
        found = tool.complete(self._shell, said, len(said))
        return [replace(one, start=one.start + behind) for one in found]

    def _scenarios(self, word: str, start: int) -> list[Completion]:
        """The names of scenarios, where a file may stand as well."""
        found = typeahead.library_names(self._shell, word, len(word))
        return [replace(one, start=one.start + start) for one in found]

    def _first(self, line: str) -> Iterator[Completion]:
        """The first word: a verb, a tool, a door, or anything Python knows."""
        prefix = line.split(" ")[-1]
        start = len(line) - len(prefix)
        offers: list[tuple[str, str]] = [
            (verb.name, verb.sentence) for verb in typeahead.verbs_of(self._shell)
        ]
        if not line[:start].strip():
            offers += [(tool.name, tool.sentence) for tool in TOOLS.values()]
        offers += DOORS.items()
        if not line[:start].strip() and prefix:
            shell = self._shell
            offers += pythonnames.names(shell.bound, shell.namespace, prefix)
        seen: set[str] = set()
        for name, sentence in offers:
            if name.lower().startswith(prefix.lower()) and name not in seen:
                seen.add(name)
                yield Completion(text=name, start=start, label=name, sentence=sentence)

    def _python(self, text: str, begins: int) -> Iterable[Completion]:
        """In a piece of Python; `begins` is where the cursor's line does."""
        place = place_of(text)
        if place.comment:
            return ()
        found = self._in_call(place) if place.call else []
        if not place.string:
            found = [*found, *self._names(place)]
        return [replace(one, start=one.start - begins) for one in found if one.start >= begins]

    def _names(self, place: Place) -> Iterator[Completion]:
        shell = self._shell
        if place.owner:
            shell.evaluator.bind()  # `conn` is that of now, and not of the entry before
            value = pythonnames.resolve(place.owner, shell.namespace, shell.bound)
            if value is pythonnames.MISSING:
                return
            offers = pythonnames.attributes(value, place.word)
        elif place.word:
            offers = pythonnames.names(shell.bound, shell.namespace, place.word)
        else:
            return
        for name, sentence in offers:
            yield Completion(text=name, start=place.start, label=name, sentence=sentence)

    def _in_call(self, place: Place) -> list[Completion]:
        """What the call takes whose brackets are open."""
        shell = self._shell
        if place.owner:
            return []
        if place.string and place.call in _FILE_CALLS:
            line = _FILE_LINE + place.word
            shift = place.start - len(_FILE_LINE)
            files = language.complete(line, len(line))
            named = self._scenarios(place.word, place.start) if place.call == _BINDS else []
            return [
                *named,
                *(
                    replace(one, text=one.text.removesuffix('")'), start=one.start + shift)
                    for one in files
                ),
            ]
        if (verb := callwords.verb_of(place.call)) is not None and place.call in shell.bound:
            return callwords.call_words(verb, place, shell.context())
        tool = TOOLS.get(place.call) if place.call not in shell.namespace else None
        if place.string:
            said = tool.complete(shell, place.word, len(place.word)) if tool else []
            return [replace(one, start=one.start + place.start) for one in said]
        if not place.first or place.keyword:
            return []
        called = pythonnames.resolve(place.call, shell.namespace, shell.bound)
        offers = pythonnames.keywords(called, place.word, place.said)
        if tool is not None:
            offers = pythonnames.keywords(tool.call, place.word, (*place.said, _SHELL))
        return [
            Completion(text=name, start=place.start, label=name, sentence=sentence)
            for name, sentence in offers
        ]


def _is_first_word(line: str) -> bool:
    """Nothing stands before the word at the cursor, but for doors."""
    *before, word = line.split(" ") if line else [""]
    plain = not word or word.replace("_", "a").isalnum()
    return plain and all(not each or each.lower() in DOORS for each in before)
