"""The shape of a verb and of its parameters. Knows no verb in particular."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from h2craft.actions import Action, CraftedFrame, Door
from h2craft.language.values import Reader, text_of

Values = Mapping[str, Any]


class Kind(Enum):
    """What a parameter takes; the value is how help and shapes write it."""

    STREAM = "STREAM"
    NUMBER = "N"
    NUMBERS = "N,N"
    SECONDS = "SECONDS"
    CODE = "CODE"
    TYPE = "TYPE"
    BITS = "FLAG|FLAG"  # flag bits of a frame
    FLAG = ""  # a word that is there or not
    CHOICE = "WORD"
    OCTETS = "OCTETS"
    TEXT = "TEXT"
    FIELDS = "NAME=VALUE"
    SETTINGS = "NAME=NUMBER"
    PRIORITY = "(EXCLUSIVE,STREAM,WEIGHT)"
    PATTERN = "PATTERN"
    FILE = "FILE"
    METHOD = "METHOD"
    PATH = "PATH"  # of a request


NUMERIC = frozenset((Kind.STREAM, Kind.NUMBER, Kind.SECONDS, Kind.CODE, Kind.TYPE))
WORDS = frozenset((Kind.CODE, Kind.TYPE, Kind.CHOICE, Kind.FILE, Kind.METHOD, Kind.PATH))


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One thing a verb may be told.

    name      how it is written where it is named, `padding=3`; a flag is its own word
    read      its reader
    place     it may stand without its name, in the order of the table
    unclear   but not as a number, which could mean something else as well
    begins    but only where it begins with one of these characters
    only_zero it may stand without its name, but only as 0, which is all it lawfully is
    named     it may be written with its name
    required  the verb means nothing without it
    many      it collects: what it holds is a list
    default   of what was not said; of a flag that is True, the word is `no_` and its name
    choices   words worth offering
    call_sentence  what it is in a Python call, where `sentence` speaks of the line
    """

    name: str
    kind: Kind
    sentence: str
    read: Reader = text_of
    place: bool = False
    unclear: bool = False
    begins: str = ""
    only_zero: bool = False
    named: bool = True
    required: bool = False
    many: bool = False
    default: Any = None
    choices: tuple[str, ...] = ()
    call_sentence: str = ""

    @property
    def takes_numbers(self) -> bool:
        """A number without a name may be meant for it."""
        return self.place and self.kind in NUMERIC and not self.unclear

    @property
    def word(self) -> str:
        """The word that changes a flag from its default."""
        return f"no_{self.name}" if self.default is True else self.name

    @property
    def shape(self) -> str:
        """How it is written: `[padding=N]`."""
        text = "|".join(self.choices) if self.kind is Kind.CHOICE else self.kind.value
        if self.kind is Kind.FLAG:
            text = self.word
        elif self.many:
            text += "..."
        elif not self.place:
            text = f"{self.name}={text}"
        return text if self.required else f"[{text}]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verb:
    """One word of the language.

    section     of RFC 9113 unless it names another
    frame       makes the frame of it, or frames, for verbs that several of can stand in one flush
    act         makes the actions of it, for the others that are actions
    door        the usual one of a frame; what cannot be lawful goes by the wire all the same
    frame_type  of the frame, where it is always the same
    calls       the examples once more, as Python calls them
    tail        name of the parameter that takes the rest of the line as it stands
    asks        it makes a request: only a client has it
    """

    name: str
    sentence: str
    section: str = ""
    parameters: tuple[Parameter, ...] = ()
    examples: tuple[str, ...] = ()
    calls: tuple[str, ...] = ()
    frame: Callable[[Values], CraftedFrame | tuple[CraftedFrame, ...]] | None = None
    act: Callable[[Values], tuple[Action, ...]] | None = None
    door: Door = Door.WIRE
    frame_type: int | None = None
    tail: str = ""
    asks: bool = False
    named: Mapping[str, Parameter] = field(init=False)
    flags: Mapping[str, tuple[Parameter, bool]] = field(init=False)

    def __post_init__(self) -> None:
        named = {one.name: one for one in self.parameters if one.named and not one.many}
        flags = {}
        for one in self.parameters:
            if one.kind is Kind.FLAG:
                flags[one.name] = one, True
                flags[f"no_{one.name}"] = one, False
        object.__setattr__(self, "named", named)
        object.__setattr__(self, "flags", flags)

    @property
    def shape(self) -> str:
        """One line: `data [STREAM] [OCTETS...] [end_stream] [padding=N] [whole]`."""
        return " ".join((self.name, *(one.shape for one in self.parameters)))

    @property
    def collects(self) -> Parameter | None:
        """The parameter that takes `name=value` words which name no other."""
        kinds = (Kind.FIELDS, Kind.SETTINGS)
        return next((one for one in self.parameters if one.kind in kinds), None)

    @property
    def octets(self) -> Parameter | None:
        """The parameter that takes octets without a name."""
        place = (one for one in self.parameters if one.place and one.kind is Kind.OCTETS)
        return next(place, None)
