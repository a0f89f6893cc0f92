"""The table of content types is wptserve's."""

from __future__ import annotations

import pytest
from wptserve.constants import content_types

from h2craft.script.media import content_type_of


@pytest.mark.parametrize("extension", sorted(content_types))
def test_every_extension_has_wptserves_type(extension: str) -> None:
    assert content_type_of(f"/folder.d/file.{extension}") == content_types[extension]


@pytest.mark.parametrize("path", ["/a", "/a.unknown", "/a.d/file", "/.txt"])
def test_anything_else_is_octets(path: str) -> None:
    assert content_type_of(path) == "application/octet-stream"
