"""Completion for bash where values have colons and equals signs in them. Knows click, no room.

bash cuts words at those too, and replaces only what comes after the last. So the line is cut here
instead, as a shell cuts it, and of each answer that part is left out which bash has put away.
"""

from __future__ import annotations

import os

from click.shell_completion import BashComplete, CompletionItem, add_completion_class
from click.shell_completion import split_arg_string as words_of

SOURCE = """\
%(complete_func)s() {
    local IFS=$'\\n' type value
    local current="${COMP_WORDS[COMP_CWORD]}"

    COMPREPLY=()
    while IFS=',' read -r type value; do
        case $type in
            dir) compopt -o dirnames ;;
            file) compopt -o default ;;
            plain)
                COMPREPLY+=("$value")
                case $value in *[=:,/]) compopt -o nospace ;; esac
                ;;
        esac
    done < <(COMP_WORDS="${COMP_LINE:0:COMP_POINT}" COMP_CURRENT="$current" \\
        %(complete_var)s=bash_complete "$1")
}

complete -o nosort -F %(complete_func)s %(prog_name)s
"""
QUOTES = "'\""


class WholeWords(BashComplete):
    """click's own for bash, but for how words are cut."""

    source_template = SOURCE

    @staticmethod
    def _check_version() -> None:
        """Nothing here needs more than bash 4.4, and it is not asked each time."""

    def get_completion_args(self) -> tuple[list[str], str]:
        line = os.environ.get("COMP_WORDS", "")
        words = words_of(line)[1:]
        if not words or (line[-1:].isspace() and not _is_open(line)):
            return words, ""
        return words[:-1], words[-1]

    def complete(self) -> str:
        args, incomplete = self.get_completion_args()
        put_away = len(incomplete) - len(behind(incomplete, os.environ.get("COMP_CURRENT", "")))
        found = self.get_completions(args, incomplete)
        return "\n".join(self._without(one, put_away) for one in found)

    def _without(self, item: CompletionItem, put_away: int) -> str:
        return f"{item.type},{str(item.value)[put_away:]}"


def behind(incomplete: str, current: str) -> str:
    """What bash replaces of the word, `current` being what it takes for the word."""
    current = current.lstrip(QUOTES)
    if current in {":", "="}:
        return ""
    return current if current and incomplete.endswith(current) else incomplete


def _is_open(line: str) -> bool:
    """Whether a quotation mark is not closed yet: the space is then part of the word."""
    mark = ""
    for letter in line:
        if mark:
            mark = "" if letter == mark else mark
        elif letter in QUOTES:
            mark = letter
    return bool(mark)


def use() -> None:
    """From now on click completes for bash in this way."""
    add_completion_class(WholeWords)
