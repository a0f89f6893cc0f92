"""What a record says beside its octets, without secrets. Knows actions and texts, no octets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, get_args

from h2craft.actions import Action, Note, action_from_json, action_to_json
from h2craft.export.contents import without_contents
from h2craft.export.masks import masked_value, secrets_in, stars
from h2craft.scenario import Hiding

KEPT = 1_000  # values that are looked for in texts
SHORTEST = 6  # a shorter one may stand anywhere by chance

_ACTIONS = get_args(Action)


class Details:
    """Details of records, in the order of the records.

    home      the folder whose name is left out of paths; "" for none
    contents  what is sent as content is masked as well, all of it; else what is known in it
    """

    def __init__(self, home: str = "", *, contents: bool = False) -> None:
        self._home = home.rstrip("/")
        self._contents = contents
        self._known: dict[str, bytes] = {}
        self._hiding = Hiding(self._change)

    def learn(self, name: bytes, value: bytes) -> None:
        """A field has this value: where it is a secret, it is one in texts as well."""
        self._change(name, value)

    def content(self, octets: bytes) -> bytes:
        """Content as it may be passed on. A secret that two frames share is not found."""
        if self._contents:
            return stars(octets)
        for secret in self._known.values():
            if secret in octets:
                octets = octets.replace(secret, stars(secret))
        return octets

    def masked(self, detail: Any) -> Any:
        """The detail as it may be passed on; itself where there is nothing in it."""
        if isinstance(detail, _ACTIONS):
            made: Any = self._hiding.action(detail)
            made = without_contents(made, self.content)
            return replace(made, text=self._text(made.text)) if isinstance(made, Note) else made
        return self._value(detail)

    def _change(self, name: bytes, value: bytes) -> bytes:
        for secret in secrets_in(name, value):
            if len(secret) >= SHORTEST and len(self._known) < KEPT:
                self._known[secret.decode("latin-1")] = secret
        return masked_value(name, value)

    def _value(self, value: Any) -> Any:
        if isinstance(value, str):
            return self._text(value)
        if isinstance(value, list | tuple):
            made = [self._value(one) for one in value]
            return value if made == list(value) else made
        if not isinstance(value, Mapping):
            return value
        if "verb" in value:
            return self._action(value)
        changed = {name: self._value(one) for name, one in value.items()}
        return value if changed == value else changed

    def _action(self, value: Mapping[str, Any]) -> Any:
        try:
            action = action_from_json(dict(value))
        except ValueError:
            return dict.fromkeys(value, "*")  # written by a later version: nobody knows what it is
        return action_to_json(self.masked(action))

    def _text(self, text: str) -> str:
        for secret in self._known:
            if secret in text:
                text = text.replace(secret, "*" * len(secret))
        return text.replace(self._home, "~") if self._home else text
