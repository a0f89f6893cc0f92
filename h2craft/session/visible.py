"""Text a person wrote or we made, shown as it is; only what would act on the screen is escaped."""

from __future__ import annotations

import re

from h2craft.actions import Action, Send
from h2craft.wire import escape


def visible(text: str) -> str:
    """Controls, format characters (bidirectional ones too) and lone surrogates as escapes.

    Unlike `escape` it leaves backslashes and letters alone, so that a line stays what it says.
    """
    if text.isprintable():
        return text
    return "".join(one if one.isprintable() else escape(one) for one in text)


def printed(text: str) -> str:
    """As `escape`, backslashes left alone: for sentences of ours that may quote anybody."""
    return "".join(part if part == "\\" else escape(part) for part in re.split(r"(\\)", text))


def stream_of(action: Action) -> int:
    """The stream the first frame of an action is on; 0 for none."""
    return action.frames[0].stream_id if isinstance(action, Send) and action.frames else 0
