"""From a value as it is written to what it means: one reader for each kind. Knows no verb.

A reader takes a `Value` and raises LanguageError that points into it. The same readers serve the
line and the fields of a form.
"""

from __future__ import annotations

import math
import os
import re
import stat
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from h2craft.actions import NEW_STREAM
from h2craft.language.errors import LanguageError, hint, near, shown
from h2craft.language.words import LONGEST, How, Value
from h2craft.wire import FLAGS, ErrorCode, FrameType, SettingId, frame_type_name

Reader = Callable[[Value], Any]

HIGHEST_STREAM = (1 << 31) - 1
NEW = "new"
"""What is written for the next stream of a client (RFC 9113 5.1.1)."""
WORD = (1 << 32) - 1
ERROR_CODES: dict[str, int] = {name: int(code) for name, code in ErrorCode.__members__.items()}
SETTINGS: dict[str, int] = {name: int(one) for name, one in SettingId.__members__.items()}
FRAME_TYPES: dict[str, int] = {name: int(one) for name, one in FrameType.__members__.items()}
YES = ("yes", "true", "on", "1")
NO = ("no", "false", "off", "0")

_digits = re.compile(r"(?:0[xX][0-9a-fA-F_]+|[0-9][0-9_]*)", re.ASCII).fullmatch
_power = re.compile(r"2\^([0-9]{1,2})([+-][0-9]{1,10})?", re.ASCII).fullmatch
_looks_like_number = re.compile(r"[-+]?\.?[0-9]", re.ASCII).match
_seconds = re.compile(
    r"([0-9]+(?:\.[0-9]*)?(?:e[-+]?[0-9]{1,3})?|\.[0-9]+)(ms|s)?", re.ASCII
).fullmatch
_MOST_DIGITS = 40


def looks_like_number(text: str) -> bool:
    """It begins as a number does, and is meant as one."""
    return _looks_like_number(text) is not None


def text_of(value: Value) -> str:
    """The text without its quotation marks; octets that are no UTF-8 are surrogates in it."""
    if value.how in (How.HEX, How.FILE, How.OCTETS):
        return octets_of(value).decode("utf-8", "surrogateescape")
    _spend(value, len(value.text) * value.repeat)
    return value.text * value.repeat


def octets_of(value: Value) -> bytes:
    """The octets a value stands for. A file is read here; see `file_octets`."""
    if value.how is How.HEX:
        made = _hex_octets(value)
    elif value.how is How.FILE:
        made = file_octets(value)
    elif value.how is How.OCTETS:
        made = value.content or b""
    else:
        made = _utf8(value)
    _spend(value, len(made) * value.repeat)
    return made * value.repeat


def _utf8(value: Value) -> bytes:
    try:
        return value.text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError as error:
        code = ord(value.text[error.start])
        raise value.error(f"U+{code:04X} is half of a character and has no octets") from None


def _spend(value: Value, octets: int) -> None:
    value.budget.left -= octets
    if octets > LONGEST or value.budget.left < 0:
        raise value.error(f"{octets:,} octets are more than a line may stand for")


def _hex_octets(value: Value) -> bytes:
    digits = re.sub(r"[\s:,]", "", value.text)
    wrong = re.search(r"[^0-9a-fA-F]", digits)
    if wrong:
        raise value.error(f"{shown(wrong[0])} is no hexadecimal digit")
    if len(digits) % 2:
        raise value.error("half an octet is left over: write two digits for each")
    return bytes.fromhex(digits)


def file_octets(value: Value) -> bytes:
    """What is in a regular file, read once. LanguageError names it and what the system says."""
    if value.content is None:
        value.content = _content(value)
    return value.content


def _content(value: Value) -> bytes:
    path = os.path.expanduser(value.text)
    try:
        # Anything else may never end, or not even open: a pipe without a writer.
        if not stat.S_ISREG(os.stat(path).st_mode):
            raise value.error(f"{shown(path)} is no regular file")
        with open(path, "rb") as file:
            octets = file.read(LONGEST + 1)
    except (OSError, ValueError) as error:
        if isinstance(error, LanguageError):
            raise
        reason = getattr(error, "strerror", None) or str(error)
        raise value.error(f"{shown(path)}: {reason}") from None
    if len(octets) > LONGEST:
        raise value.error(f"{shown(path)} has more than {LONGEST:,} octets")
    return octets


def _number(value: Value) -> int | None:
    """Decimal, 0x, or 2^31-1; None for what is no number."""
    text = value.text
    if value.how is not How.PLAIN or len(text) > _MOST_DIGITS:
        return None
    power = _power(text)
    if power:
        return (1 << int(power[1])) + int(power[2] or 0)
    if text[:1] in ("-", "+") and _digits(text[1:]):
        return -_number_of(text[1:]) if text[0] == "-" else _number_of(text[1:])
    return _number_of(text) if _digits(text) else None


def _number_of(text: str) -> int:
    text = text.replace("_", "")
    return int(text, 16) if text[:2] in ("0x", "0X") else int(text)


def whole(what: str, highest: int, lowest: int = 0, section: str = "") -> Reader:
    """Whole numbers from `lowest` to `highest`, which is what fits onto the wire."""

    def read(value: Value) -> int:
        number = _number(value)
        if number is None:
            raise value.error(f"{what} is a number, decimal or 0x, not {shown(value.raw)}")
        return _within(value, number, what, highest, lowest, section)

    return read


def _within(value: Value, number: int, what: str, highest: int, lowest: int, section: str) -> int:
    if lowest <= number <= highest:
        return number
    law = f" (RFC {section})" if section else ""
    raise value.error(f"{what} is {lowest} to {highest:,}{law}, not {number:,}")


def named(
    what: str, names: Mapping[str, int], highest: int, section: str = "", prefix: str = ""
) -> Reader:
    """A name in any case, `-` for `_` allowed, or its number."""

    def read(value: Value) -> int:
        number = _number(value)
        if number is not None:
            return _within(value, number, what, highest, 0, section)
        word = value.text.upper().replace("-", "_")
        found = names.get(word.removeprefix(prefix))
        if found is not None and value.repeat == 1:
            return found
        close = near(word.removeprefix(prefix), names)
        raise value.error(f"{what} {shown(value.raw)} is not known{hint(close)}", close)

    return read


stream = whole("a stream identifier", HIGHEST_STREAM, section="9113 4.1")


def stream_or_new(value: Value) -> int:
    """A stream, or NEW_STREAM for `new`."""
    return NEW_STREAM if value.text.lower() == NEW else int(stream(value))


error_code = named("error code", ERROR_CODES, WORD, "9113 7")
frame_type = named("frame type", FRAME_TYPES, 0xFF, "9113 4.1")
setting_id = named("setting", SETTINGS, 0xFFFF, "9113 6.5.1", prefix="SETTINGS_")
setting_value = whole("a setting's value", WORD, section="9113 6.5.1")


def flags_of(value: Value, type_: int) -> int:
    """The flags octet from names that the type defines and numbers, joined by `|` or `,`."""
    bits, at = 0, value.start
    plain = value.raw == value.text
    for part in re.split(r"([|,])", value.text):
        piece = Value(value.source, at, at + len(part), part) if plain else value
        at += len(part)
        if part not in ("", "|", ","):
            bits |= _bit(Value(piece.source, piece.start, piece.end, part), type_)
    return bits


def _bit(value: Value, type_: int) -> int:
    """One flag of the type by its name, or any bits by their number."""
    names = FLAGS.get(type_, {})
    number = _number(value)
    if number is not None:
        return _within(value, number, "flag", 0xFF, 0, "9113 4.1")
    found = names.get(value.text.upper().replace("-", "_"))
    if found is not None:
        return found
    close = near(value.text, names)
    there_is = f" (it has {', '.join(names)})" if names else ""
    has_none = f"{frame_type_name(type_)} has no flag {shown(value.text)}"
    raise value.error(f"{has_none}{hint(close) or there_is}", close)


def yes_or_no(value: Value) -> bool:
    """yes, true, on, 1 or no, false, off, 0."""
    word = value.text.lower()
    if word in YES + NO:
        return word in YES
    raise value.error(f"yes or no, not {shown(value.raw)}")


def choice(what: str, names: Iterable[str]) -> Reader:
    """One of some words, in any case."""
    known = tuple(names)

    def read(value: Value) -> str:
        word = value.text.lower()
        for one in (word, word.replace("_", "-")):
            if one in known:
                return one
        close = near(word, known)
        one_of = f" (one of {', '.join(known)})"
        raise value.error(f"{what} {shown(value.raw)} is not known{hint(close)}{one_of}", close)

    return read


def seconds(value: Value) -> float:
    """A time: 2, 0.5, 0.5s, 500ms."""
    found = _seconds(value.text) if len(value.text) <= _MOST_DIGITS else None
    if found is None:
        raise value.error(f"a time is as in 2, 0.5 or 500ms, not {shown(value.raw)}")
    number = float(found[1]) / (1000 if found[2] == "ms" else 1)
    if not math.isfinite(number):
        raise value.error("that is longer than anybody can wait")
    return number


def numbers(what: str, highest: int) -> Reader:
    """Whole numbers joined by commas, as a tuple."""
    read_one = whole(what, highest)

    def read(value: Value) -> tuple[int, ...]:
        made, at = [], value.start
        for part in value.text.split(","):
            plain = value.raw == value.text
            piece = Value(value.source, at, at + len(part), part) if plain else value
            made.append(read_one(Value(piece.source, piece.start, piece.end, part)))
            at += len(part) + 1
        return tuple(made)

    return read


_weight = whole("a weight", 256, 1, "9113 6.3")


def priority(value: Value) -> tuple[bool, int, int]:
    """(exclusive, depends on, weight 1 to 256), as in `priority=(no, 3, 16)`."""
    parts = value.text.strip().removeprefix("(").removesuffix(")").split(",")
    if len(parts) != 3:
        raise value.error("a priority is as in (no, 3, 16): exclusive, depends on, weight")
    readers: tuple[Reader, ...] = (yes_or_no, stream, _weight)
    pieces = (Value(value.source, value.start, value.end, part.strip()) for part in parts)
    exclusive, depends_on, weight = (
        read(piece) for read, piece in zip(readers, pieces, strict=True)
    )
    return exclusive, depends_on, weight
