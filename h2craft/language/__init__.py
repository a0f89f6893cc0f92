"""The words of the command line: one registry of verbs, parsed, written, completed, explained.

Knows actions and the filter's grammar; no connection, no screen, no prompt.
"""

from h2craft.language.call import call
from h2craft.language.command import Asking, Command, Context, StreamHint
from h2craft.language.complete import Completion, complete
from h2craft.language.errors import LanguageError
from h2craft.language.formparts import FormField
from h2craft.language.forms import FORMS, Form, action_of, form_of
from h2craft.language.help import help_text
from h2craft.language.parse import parse
from h2craft.language.presets import BY_NAME as PRESETS_BY_NAME
from h2craft.language.presets import CLIENT_PRESETS, PRESETS, Knob, Preset, presets
from h2craft.language.python import firing_of, imports_of, python_of
from h2craft.language.pythonhelp import doc_of, signature_of
from h2craft.language.pythonvalues import FileOctets, file
from h2craft.language.tokens import Token, TokenKind, tokens
from h2craft.language.verb import Kind, Parameter, Verb
from h2craft.language.verbs import DOORS, VERBS, callable_name
from h2craft.language.write import write

__all__ = [
    "CLIENT_PRESETS",
    "DOORS",
    "FORMS",
    "FileOctets",
    "PRESETS",
    "PRESETS_BY_NAME",
    "VERBS",
    "Asking",
    "Command",
    "Completion",
    "Context",
    "Form",
    "FormField",
    "Kind",
    "Knob",
    "LanguageError",
    "Parameter",
    "Preset",
    "StreamHint",
    "Token",
    "TokenKind",
    "Verb",
    "action_of",
    "call",
    "callable_name",
    "complete",
    "doc_of",
    "file",
    "firing_of",
    "form_of",
    "help_text",
    "imports_of",
    "parse",
    "presets",
    "python_of",
    "signature_of",
    "tokens",
    "write",
]
