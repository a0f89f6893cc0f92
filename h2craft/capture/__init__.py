"""Captures that others have made, as journals. Runs tshark; knows no engine."""

from h2craft.capture.errors import CaptureError
from h2craft.capture.reading import CaptureReader, read_capture
from h2craft.capture.sniff import capture_kind
from h2craft.capture.tshark import find_tshark

__all__ = ["CaptureError", "CaptureReader", "capture_kind", "find_tshark", "read_capture"]
