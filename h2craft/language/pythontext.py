"""Python expressions for the plain data of actions. Knows no writer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import MISSING, fields
from dataclasses import Field as DataclassField
from enum import Enum
from typing import Any

from h2craft.actions import Field
from h2craft.wire import error_code_name

Arguments = list[str]


def literal(value: Any) -> str:
    """An expression for plain data of the actions; what is as its default is left out."""
    if isinstance(value, Enum):
        return f"{type(value).__name__}.{value.name}"
    if isinstance(value, Field):
        return field_literal(value)
    if type(value) is tuple:
        inner = ", ".join(map(literal, value))
        return f"({inner},)" if len(value) == 1 else f"({inner})"
    if isinstance(value, Mapping):
        inner = ", ".join(f"{literal(name)}: {literal(one)}" for name, one in value.items())
        return f"{{{inner}}}"
    if hasattr(value, "__dataclass_fields__"):
        named = [
            f"{one.name}={literal(getattr(value, one.name))}"
            for one in fields(value)
            if getattr(value, one.name) != _default(one)
        ]
        return f"{type(value).__name__}({', '.join(named)})"
    return repr(value)


def _default(one: DataclassField[Any]) -> Any:
    return one.default if one.default_factory is MISSING else one.default_factory()


def field_literal(field: Field) -> str:
    """A `Field`, with what HPACK is told."""
    trailing = [field.representation, field.huffman]
    while trailing and trailing[-1] is None:
        trailing.pop()
    return f"Field({', '.join(map(literal, (field.name, field.value, *trailing)))})"


def text_literal(octets: bytes) -> str:
    """A str where it is seen to be the same octets, else bytes."""
    seen = all(0x20 <= octet < 0x7F for octet in octets)
    return repr(octets.decode("ascii")) if seen else repr(octets)


def field_list(some: Sequence[Field]) -> str:
    made = [
        field_literal(one)
        if one[2:] != (None, None)
        else f"({text_literal(one.name)}, {text_literal(one.value)})"
        for one in some
    ]
    return f"[{', '.join(made)}]"


def knob(name: str, value: Any, default: Any = None) -> Arguments:
    """The argument by its name, or none where it is as the default."""
    return [] if value == default else [f"{name}={literal(value)}"]


def on_stream(stream_id: int, own: int) -> Arguments:
    """The stream, unless it is the handler's own."""
    return knob("stream_id", stream_id, own)


def code_literal(code: int) -> str:
    """An error code by its name, where it has one."""
    name = error_code_name(code)
    return name if name.startswith("0x") else repr(name)
