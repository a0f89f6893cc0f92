"""Defines nothing a server could call."""

value = 1
