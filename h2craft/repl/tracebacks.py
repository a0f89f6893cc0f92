"""What went wrong, as the prompt says it: the person's own frames, and what may have been meant.

Knows exceptions and where a text stands; no shell.
"""

from __future__ import annotations

import builtins
import difflib
import keyword
import os
import re
import sysconfig
import traceback
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import h2craft
from h2craft.filter import FilterError, caret, nearest
from h2craft.language import DOORS, VERBS, LanguageError
from h2craft.repl.doing import Refused
from h2craft.repl.tools import TOOLS
from h2craft.repl.units import Unit
from h2craft.session import visible
from h2craft.wire import elide

_PATHS = sysconfig.get_paths()
_OTHERS = tuple(
    f"{os.path.realpath(path)}{os.sep}"
    for path in {
        *(_PATHS[name] for name in ("stdlib", "platstdlib", "purelib", "platlib")),
        os.path.dirname(h2craft.__file__),
    }
)
"""Folders of code that is not the person's."""
_OUR_NAME = re.compile(r"^h2craft(?:\.\w+)*\.(\w+)")
_first_word = re.compile(r"\s*([^\W\d]\w*)(\s+\S.*)", re.DOTALL).match
LONGEST_WORD = 40
ALIKE = 0.7  # names are many, and most of them Python's: nearer than for verbs


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a text stands: a file and its line, or the prompt."""

    name: str = "<prompt>"
    line: int = 1
    is_prompt: bool = True

    def at(self, line: int) -> Place:
        return replace(self, line=line)


def told(error: BaseException, unit: Unit, place: Place, names: Mapping[str, Any]) -> str:
    """What to say of an error that a unit has ended in."""
    if unit.word:
        head, words = "", _of_line(error, unit)
    elif isinstance(error, LanguageError) and error.text == unit.text:
        head, words = "", str(error)
    elif isinstance(error, Refused) and _is_plain(error, unit):
        head, words = "", f"refused: {error}"
    else:
        _suggest(error, names)
        head, words = _of_python(error)
    if not place.is_prompt:
        words = f"{place.name}:{_line_of(error, unit, place)}: {words}"
    return f"{head}{words}"


def _is_plain(error: BaseException, unit: Unit) -> bool:
    """Did it happen in the one line that was typed? Then there is nothing to trace back."""
    mine = [
        one for one, _ in traceback.walk_tb(error.__traceback__) if is_mine(one.f_code.co_filename)
    ]
    return len(mine) == 1 and "\n" not in unit.text.strip() and not error.__context__


def _of_line(error: BaseException, unit: Unit) -> str:
    if isinstance(error, Refused):
        return f"refused: {error}"
    if isinstance(error, LanguageError | FilterError):
        return _pointed(error, unit)
    words = str(error)
    if isinstance(error, OSError) and error.strerror and error.filename:
        words = f"{error.filename}: {error.strerror}"
    return f"{unit.word}: {words or type(error).__name__}"


def _pointed(error: LanguageError | FilterError, unit: Unit) -> str:
    """The message, and carets in the whole line; the error may know the end of it only."""
    text = unit.text.replace("\\\n", "  ")
    shift = len(text) - len(error.text) if text.endswith(error.text) else -1
    if shift < 0:
        return str(error)
    return f"{error.message}\n{caret(text, shift + error.position, error.length)}"


def _of_python(error: BaseException) -> tuple[str, str]:
    """The frames, and what it is."""
    told = traceback.TracebackException.from_exception(error, compact=True)
    _only_mine(told)
    head = [*told.format()]
    words = [*told.format_exception_only()]
    if not isinstance(error, BaseExceptionGroup) and head[-len(words) :] == words:
        head = head[: -len(words)]
    else:
        head, words = head[:1], head[1:]
    if isinstance(error, SyntaxError) and words:
        head, words = [*head, *words[:-1]], words[-1:]
    return "".join(head), _OUR_NAME.sub(r"\1", "".join(words)).rstrip("\n")


def _only_mine(told: traceback.TracebackException) -> None:
    """Take away the frames that are not the person's, of what it came from as well."""
    waiting, seen = [told], set[int]()
    while waiting:
        one = waiting.pop()
        if id(one) in seen:
            continue
        seen.add(id(one))
        kept = [frame for frame in one.stack if is_mine(frame.filename)]
        one.stack = traceback.StackSummary.from_list(kept) if kept else None  # type: ignore[assignment]
        more = [one.__cause__, one.__context__, *(getattr(one, "exceptions", None) or ())]
        waiting += [other for other in more if other is not None]


def is_mine(filename: str) -> bool:
    """Does a file belong to the person, as far as one can tell?"""
    if filename.startswith("<frozen"):
        return False
    return filename.startswith("<") or not os.path.realpath(filename).startswith(_OTHERS)


def _line_of(error: BaseException, unit: Unit, place: Place) -> int:
    """The line of the file where it happened: the innermost one in that file."""
    if isinstance(error, SyntaxError) and error.filename == place.name and error.lineno:
        return error.lineno
    line = place.line
    for frame, number in traceback.walk_tb(error.__traceback__):
        if frame.f_code.co_filename == place.name:
            line = number
    return line


# What may have been meant


def misspelt(text: str, *known: Mapping[str, Any]) -> LanguageError | None:
    """The error for a line whose first word is almost a verb; None where it is something else."""
    found = _first_word(text)
    if found is None or keyword.iskeyword(found[1]) or found[1] in DOORS:
        return None
    word = found[1]
    if any(word in names for names in known):
        return None
    close = nearest(word.lower(), [*VERBS, *TOOLS])
    if not close:
        return None
    message = f"no verb {elide(visible(word), LONGEST_WORD)}; did you mean {close[0]}?"
    return LanguageError(message, text, found.start(1), len(word), suggestions=close)


def _suggest(error: BaseException, names: Mapping[str, Any]) -> None:
    """Say beside a NameError or an AttributeError which name is near, where Python does not."""
    if "Did you mean" in str(traceback.TracebackException.from_exception(error)):
        return  # Python 3.12 and later; not of HEADERS and headers
    name = getattr(error, "name", None)
    if not isinstance(name, str) or getattr(error, "__notes__", None):
        return
    candidates: Iterable[str] = ()
    if isinstance(error, NameError):
        candidates = {**names, **_locals_of(error)}
    elif isinstance(error, AttributeError):
        candidates = (one for one in dir(error.obj) if not one.startswith("_"))
    # Of Headers and headers the one in lower case: that is the verb.
    by_key = {one.lower(): one for one in sorted(candidates) if one != name}
    close = difflib.get_close_matches(name.lower(), by_key, n=1, cutoff=ALIKE)
    if close:
        error.add_note(f"did you mean {by_key[close[0]]}?")


def _locals_of(error: BaseException) -> dict[str, Any]:
    frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
    return dict(frames[-1].f_locals) if frames else vars(builtins)
