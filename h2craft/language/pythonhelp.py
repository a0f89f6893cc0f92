"""What Python's help() says of a verb: its signature and its words. Knows no shell."""

from __future__ import annotations

import inspect
from typing import Any

from h2craft.language.errors import LanguageError, hint, near, shown
from h2craft.language.help import choice_lines, item, section_text, wrapped
from h2craft.language.verb import Kind, Parameter, Verb
from h2craft.language.verbs import VERBS, callable_name

_KINDS = {
    Kind.STREAM: "int",
    Kind.NUMBER: "int",
    Kind.NUMBERS: "int or several",
    Kind.SECONDS: "seconds",
    Kind.CODE: "name or int",
    Kind.TYPE: "name or int",
    Kind.BITS: "names or int",
    Kind.FLAG: "bool",
    Kind.CHOICE: "str",
    Kind.OCTETS: "bytes or str",
    Kind.TEXT: "str",
    Kind.FIELDS: "mapping, pairs, keywords",
    Kind.SETTINGS: "mapping, pairs, keywords",
    Kind.PRIORITY: "(bool, int, int)",
    Kind.PATTERN: "str",
    Kind.FILE: "path",
    Kind.METHOD: "str",
    Kind.PATH: "str",
}
_FIELDS = """\
Fields are {":status": 200, "x-a": "b"}, [("x-a", "b")], an HTTP/1 head as text,
or keywords: status=200, content_type="text/plain". status, method, scheme,
authority and path are pseudo-header fields, which go first; "_" is "-"; a list
of values is a field each. h2craft.actions.Field says how HPACK shall write one."""
_SETTINGS = """\
Settings are {"MAX_FRAME_SIZE": 32768}, {5: 32768}, [(5, 32768), (5, 1)], or
keywords: MAX_FRAME_SIZE=32768."""
_COLLECTED = {Kind.FIELDS: _FIELDS, Kind.SETTINGS: _SETTINGS}
_DOOR = "'lawful' or 'wire'; as the line if left out"
_INFORM = "False: h2 is told nothing of it, and the wire is the door"


def verb_called(name: str) -> Verb:
    """The verb of that name, in Python's form too. LanguageError: there is none."""
    found = VERBS.get(name.lower().removesuffix("_"))
    if found is None:
        close = near(name, VERBS)
        message = f"no verb is called {shown(name)}{hint(close)}"
        raise LanguageError(message, name, 0, max(1, len(name)), suggestions=close)
    return found


def signature_of(verb: str) -> inspect.Signature:
    """How the verb is called. A parameter that has to be given has `...` as its default.

    What is lawful without a name stands before what is not; header fields and settings are
    keywords of their own. Raises LanguageError for a verb there is none of.
    """
    found = verb_called(verb)
    made = [_parameter(one) for one in sorted(found.parameters, key=_rank)]
    if found.frame is not None:
        named = inspect.Parameter.KEYWORD_ONLY
        made.append(inspect.Parameter("door", named, default=None, annotation="str"))
        made.append(inspect.Parameter("inform", named, default=True, annotation="bool"))
    if found.collects is not None:
        made.append(inspect.Parameter("named", inspect.Parameter.VAR_KEYWORD))
    return inspect.Signature(made)


def _rank(one: Parameter) -> int:
    if one.many and one.place:
        return 1
    return 0 if one.place else 2


def _parameter(one: Parameter) -> inspect.Parameter:
    kinds = (
        inspect.Parameter.POSITIONAL_OR_KEYWORD,
        inspect.Parameter.VAR_POSITIONAL,
        inspect.Parameter.KEYWORD_ONLY,
    )
    kind = kinds[_rank(one)]
    default: Any = ... if one.required else one.default
    if one.kind is Kind.STREAM and one.place:
        default = None  # the selected one, wherever there is one
    if one.many:
        default = inspect.Parameter.empty
    elif isinstance(default, str):
        default = str(default)
    return inspect.Parameter(one.name, kind, default=default, annotation=_KINDS[one.kind])


def call_shape(verb: Verb) -> str:
    """One line: `rst(stream=None, code=0, *, door=None, inform=True)`."""
    signature = signature_of(verb.name)
    bare = [
        one.replace(annotation=inspect.Parameter.empty) for one in signature.parameters.values()
    ]
    text = str(signature.replace(parameters=bare)).replace("Ellipsis", "...")
    return callable_name(verb.name) + text


def doc_of(verb: str) -> str:
    """All there is to know of a verb as Python calls it. LanguageError: there is none."""
    found = verb_called(verb)
    section = section_text(found.section)
    lines = _wrapped(call_shape(found))
    lines += ["", *_wrapped(f"{found.sentence}{f' ({section})' if section else ''}"), ""]
    for one in found.parameters:
        lines += item(one.name, f"{_KINDS[one.kind]}: {sentence_of(one)}")
        lines += choice_lines(one)
    if found.frame is not None:
        lines += item("door", _DOOR) + item("inform", _INFORM)
    if found.collects is not None:
        lines += ["", *_COLLECTED[found.collects.kind].split("\n")]
    lines.append("")
    for example in found.calls:
        lines += _wrapped(example, "  ")
    return "\n".join(lines)


def sentence_of(one: Parameter) -> str:
    """What a parameter is, for somebody who calls it."""
    if one.kind is Kind.FLAG and one.default is True:
        return f"False: {one.sentence}"
    return one.call_sentence or one.sentence


def _wrapped(text: str, indent: str = "") -> list[str]:
    return wrapped(text, initial_indent=indent, subsequent_indent=f"{indent}  ")
