"""Reading a journal along: rows for lists, views by filter, and any moment again.

Knows the journal (or a trace file), the model and filters; no clock, no thread, no screen.
"""
