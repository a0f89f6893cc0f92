"""Imported by a script beside it."""


def greeting(name):
    return f"hello {name}"
