"""What a script's author is shown of an exception: their lines, not ours. Knows nothing else."""

from __future__ import annotations

import os
import traceback
import types

_OWN_FOLDER = os.path.dirname(os.path.dirname(os.path.abspath(__file__))) + os.sep
_LIBRARY_FOLDER = os.path.dirname(os.__file__) + os.sep


def trim(error: BaseException) -> None:
    """Take this package's frames out of the traceback of `error` and of what caused it."""
    seen: set[int] = set()
    todo: list[BaseException | None] = [error]
    while todo:
        each = todo.pop()
        if each is None or id(each) in seen:
            continue
        seen.add(id(each))
        each.__traceback__ = _without_ours(each.__traceback__)
        todo += [each.__cause__, each.__context__]


def _without_ours(trace: types.TracebackType | None) -> types.TracebackType | None:
    kept = []
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        if not file.startswith((_OWN_FOLDER, "<frozen importlib")):
            kept.append(trace)
        trace = trace.tb_next
    for each in reversed(kept):
        trace = types.TracebackType(trace, each.tb_frame, each.tb_lasti, each.tb_lineno)
    return trace


def script_traceback(error: BaseException) -> str:
    """The traceback as Python shows it, without this package's frames."""
    trim(error)
    return "".join(traceback.format_exception(error)).rstrip("\n")


def script_place(error: BaseException, default: str = "") -> tuple[str, int]:
    """File and line where the exception left a script: the innermost frame outside libraries."""
    if isinstance(error, SyntaxError) and error.filename:
        return error.filename, error.lineno or 0
    for frame, line in reversed(list(traceback.walk_tb(error.__traceback__))):
        if _is_of_a_script(frame.f_code.co_filename):
            return frame.f_code.co_filename, line
    return default, 0


def _is_of_a_script(file: str) -> bool:
    libraries = (_OWN_FOLDER, _LIBRARY_FOLDER, "<")
    return not file.startswith(libraries) and f"{os.sep}site-packages{os.sep}" not in file


def describe(error: BaseException) -> str:
    """One line: the exception's name and text."""
    text = error.msg if isinstance(error, SyntaxError) else str(error)
    return f"{type(error).__name__}: {text}" if text else type(error).__name__
