"""Which Content-Type a file name gets: wptserve's table."""

from __future__ import annotations

import os

_EXTENSIONS = {
    "application/json": "json",
    "application/wasm": "wasm",
    "application/xhtml+xml": "xht xhtm xhtml",
    "application/xml": "xml",
    "application/x-xpinstall": "xpi",
    "audio/mp4": "m4a",
    "audio/mpeg": "mp3",
    "audio/ogg": "oga",
    "audio/webm": "weba",
    "audio/x-wav": "wav",
    "image/avif": "avif",
    "image/bmp": "bmp",
    "image/gif": "gif",
    "image/jpeg": "jpg jpeg",
    "image/png": "png",
    "image/svg+xml": "svg",
    "text/cache-manifest": "manifest",
    "text/css": "css",
    "text/event-stream": "event_stream",
    "text/html": "htm html",
    "text/javascript": "js mjs",
    "text/plain": "txt md",
    "text/vtt": "vtt",
    "video/mp4": "mp4 m4v",
    "video/webm": "webm",
}
_TYPES = {each: media for media, known in _EXTENSIONS.items() for each in known.split()}


def content_type_of(path: str) -> str:
    """By the extension; octets of no known kind where it says nothing."""
    return _TYPES.get(os.path.splitext(path)[1].lstrip("."), "application/octet-stream")
