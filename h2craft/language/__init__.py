"""The words of the command line: one registry of verbs, parsed, written, completed, explained.

Knows actions and the filter's grammar; no connection, no screen, no prompt.
"""
