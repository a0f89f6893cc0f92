"""Cuts a line into words, each with its exact place. Knows the shape of a word and no verb.

A word ends at white space. A quotation mark begins a part that may hold anything; only there a
backslash means something. The first `=` outside of such a part divides a name from its value, and
a value (or a word without a name) may be octets: `"text"`, `b"text"`, `hex("00 ff")`,
`file("path")`, each with `*N` behind it for N times the same.

Every character is looked at a bounded number of times, so a line of any length costs in
proportion.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum

from h2craft.language.errors import LanguageError, shown
from h2craft.wire import escape

LONGEST = 1 << 24
"""Octets one value may stand for: what fits into a frame (RFC 9113 4.1), and one more."""
LONGEST_LINE = 1 << 26
"""Octets all values of a line may stand for."""


class How(Enum):
    """How a value is written."""

    PLAIN = "plain"
    QUOTED = "quoted"  # one "..." or b"..." and nothing else
    MIXED = "mixed"  # with quoted parts
    HEX = "hex"
    FILE = "file"
    OCTETS = "octets"  # no text at all: `content`, as a Python call has it
    GROUP = "group"  # (...)
    HTTP1 = "http1"  # a header section in the form of HTTP/1, up to the end of the line


@dataclass(slots=True)
class Budget:
    """How many octets the values of one line may still become."""

    left: int = LONGEST_LINE


@dataclass(slots=True)
class Value:
    """A value, or a name, as it stands in `source` from `start` to `end`.

    text    without its quotation marks; an octet written \\xNN that is no UTF-8 is a surrogate,
            as in Python's surrogateescape
    repeat  how often it is meant
    content what was in the file, once it was read; or the octets that were given as such
    """

    source: str
    start: int
    end: int
    text: str
    how: How = How.PLAIN
    repeat: int = 1
    budget: Budget = field(default_factory=Budget)
    content: bytes | None = None

    @property
    def raw(self) -> str:
        """As it is written."""
        return self.source[self.start : self.end]

    @property
    def raw_shown(self) -> str:
        """As a message quotes it."""
        return shown(self.raw)

    def error(self, message: str, suggestions: tuple[str, ...] = ()) -> LanguageError:
        """An error that points here."""
        return LanguageError(
            message,
            self.source,
            self.start,
            max(1, self.end - self.start),
            suggestions=suggestions,
        )


@dataclass(slots=True)
class Word:
    """A word: `name=value`, or a value alone."""

    name: Value | None
    value: Value

    @property
    def start(self) -> int:
        return self.value.start if self.name is None else self.name.start

    @property
    def end(self) -> int:
        return self.value.end

    @property
    def whole(self) -> Value:
        """Name and value as one, for errors."""
        return Value(self.value.source, self.start, self.end, "")

    @property
    def bare(self) -> str | None:
        """The word itself if it is one without name, quotation marks or brackets."""
        plain = self.name is None and self.value.how is How.PLAIN
        return self.value.text if plain else None


_space = re.compile(r"\s*").match
_one_space = re.compile(r"\s").match
_name_part = re.compile(r'[^\s"=]+').match
_value_part = re.compile(r'[^\s"]+').match
_in_quotes = re.compile(r'[^"\\]+').match
_in_call = re.compile(r'[^)"]*').match
_group = re.compile(r'\([^()"]*\)').match
_call = re.compile(r"(hex|file)\(").match
_times = re.compile(r"\*([0-9]{1,9})(?!\S)").match
_http1 = re.compile(r"HTTP/[0-9.]+[ \t]+[0-9]{3}|[A-Z]{1,20}[ \t]\S+[ \t]HTTP/[0-9]").match
_escape = re.compile(
    r"\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U(00(?:0[0-9a-fA-F]|10)[0-9a-fA-F]{4})|(.))",
    re.DOTALL,
).match
_NAMED = {
    "n": "\n",
    "r": "\r",
    "t": "\t",
    "0": "\0",
    "a": "\a",
    "b": "\b",
    "e": "\x1b",
    "f": "\f",
    "v": "\v",
    "\\": "\\",
    '"': '"',
    "'": "'",
}


def words(text: str, at: int = 0) -> list[Word]:
    """The words from `at` on. Raises LanguageError."""
    return _Scanner(text).words(at)


def quoted_value(text: str, at: int) -> Value:
    """The quoted part that begins at `at`. Raises LanguageError."""
    scanner = _Scanner(text)
    inner, end = scanner.quoted(at)
    return scanner.value(at, end, inner, How.QUOTED)


class _Scanner:
    def __init__(self, text: str) -> None:
        self._text = text
        self._budget = Budget()

    def value(self, start: int, end: int, text: str, how: How) -> Value:
        return Value(self._text, start, end, text, how, budget=self._budget)

    def words(self, at: int) -> list[Word]:
        made: list[Word] = []
        text = self._text
        while (at := _space(text, at).end()) < len(text):  # type: ignore[union-attr]
            word = self._word(at)
            made.append(word)
            at = word.end
        return made

    def _word(self, at: int) -> Word:
        text = self._text
        if _http1(text, at):
            return Word(None, self.value(at, len(text), text[at:], How.HTTP1))
        first = self._part(at, names=True)
        if text[first.end : first.end + 1] != "=":
            return Word(None, first)
        if first.end == at:
            raise LanguageError('a name is missing (an empty one is "")', text, at)
        return Word(first, self._part(first.end + 1, group=first.text == "priority"))

    def _part(self, at: int, *, names: bool = False, group: bool = False) -> Value:
        """A name or a value. `names`: an `=` ends it. `group`: it may be in parentheses."""
        literal = self._literal(at, group)
        if literal is None:
            return self._pieces(at, names)
        following = self._text[literal.end : literal.end + 1]
        if not following or _one_space(following) or (names and following == "="):
            return literal
        if literal.how is How.QUOTED and literal.repeat == 1:
            return self._pieces(at, names)
        raise LanguageError(
            f"white space is missing after {shown(literal.raw)}", self._text, literal.end
        )

    def _literal(self, at: int, group: bool) -> Value | None:
        text = self._text
        if text.startswith(('"', 'b"'), at):
            inner, end = self.quoted(at + (text[at] == "b"))
            return self._repeated(self.value(at, end, inner, How.QUOTED))
        call = _call(text, at)
        if call is not None:
            inner, end = self._argument(at, call.end())
            return self._repeated(self.value(at, end, inner, How(call[1])))
        if group and text.startswith("(", at):
            found = _group(text, at)
            if found is None:
                raise LanguageError("this parenthesis is not closed", text, at)
            return self.value(at, found.end(), found[0][1:-1], How.GROUP)
        return None

    def _repeated(self, value: Value) -> Value:
        times = _times(self._text, value.end)
        if times is not None:
            value.repeat = int(times[1])
            value.end = times.end()
        return value

    def _argument(self, start: int, at: int) -> tuple[str, int]:
        """What stands in the parentheses of hex(...) and file(...), quoted or not."""
        text = self._text
        at = _space(text, at).end()  # type: ignore[union-attr]
        if text.startswith('"', at):
            inner, at = self.quoted(at)
        else:
            found = _in_call(text, at)
            inner, at = found[0].rstrip(), found.end()  # type: ignore[index,union-attr]
        at = _space(text, at).end()  # type: ignore[union-attr]
        if not text.startswith(")", at):
            raise LanguageError("this is not closed: ) is missing", text, start, at - start)
        return inner, at + 1

    def _pieces(self, at: int, names: bool) -> Value:
        text, start, made, mixed = self._text, at, [], False
        part = _name_part if names else _value_part
        while True:
            if text.startswith('"', at):
                inner, at = self.quoted(at)
                made.append(inner)
                mixed = True
            elif plain := part(text, at):
                made.append(plain[0])
                at = plain.end()
            else:
                return self.value(start, at, "".join(made), How.MIXED if mixed else How.PLAIN)

    def quoted(self, start: int) -> tuple[str, int]:
        """The inside of the quotation marks that begin at `start`, and where they end."""
        text, at, made = self._text, start + 1, []
        while at < len(text):
            if plain := _in_quotes(text, at):
                made.append(plain[0])
                at = plain.end()
            elif text[at] == '"':
                return "".join(made), at + 1
            else:
                character, at = self._escaped(at)
                made.append(character)
        raise LanguageError("this quotation mark is not closed", text, start)

    def _escaped(self, at: int) -> tuple[str, int]:
        found = _escape(self._text, at)
        if found is None:
            raise LanguageError("a backslash with nothing behind it", self._text, at)
        octet, short, long, named = found.groups()
        if octet is not None:
            number = int(octet, 16)
            return chr(number if number < 0x80 else 0xDC00 + number), found.end()
        if named is None:
            return chr(int(short or long, 16)), found.end()
        if named not in _NAMED:
            raise LanguageError(
                f"no escape is called \\{escape(named)}; a backslash is \\\\",
                self._text,
                at,
                2,
            )
        return _NAMED[named], found.end()
