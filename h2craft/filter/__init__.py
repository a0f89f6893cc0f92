"""The filter language: one grammar for logs, views, waiting and assertions. Pure."""

from h2craft.filter.errors import FilterError, caret, nearest
from h2craft.filter.filter import Filter, compile
from h2craft.filter.keys import HELP, KEYS, Key, Need

__all__ = ["HELP", "KEYS", "Filter", "FilterError", "Key", "Need", "caret", "compile", "nearest"]
