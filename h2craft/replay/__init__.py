"""Scenarios served to a client, watched, and told from the journal: was everything done?

Knows engines, scripts and processes; no terminal.
"""
