"""What is wrong with a capture, in words that can follow the name of the file."""

from __future__ import annotations

from h2craft.trace import TraceError


class CaptureError(TraceError):
    """This capture cannot be read, or there is nothing of HTTP/2 in it."""
