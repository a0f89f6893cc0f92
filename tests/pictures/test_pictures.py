"""The pictures there are: what the README shows of them, and that they show nothing else.

Making them is for a person, who looks at them: `python tests/pictures/make.py`.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "screenshots"
MOST = 250 << 10  # octets of a PNG
PAGES = {"matrix"}  # of a browser: what `h2craft matrix --html` has written
PICTURES = sorted(FOLDER.glob("*.svg"))


def test_the_readme_shows_pictures_there_are_and_no_other_is_drawn() -> None:
    shown = re.findall(r"\(screenshots/([\w-]+\.png)\)", (ROOT / "README.md").read_text())
    assert sorted(shown) == sorted(path.name for path in FOLDER.glob("*.png"))
    assert {Path(name).stem for name in shown} - PAGES <= {path.stem for path in PICTURES}


def test_a_png_is_small() -> None:
    assert [path.name for path in FOLDER.glob("*.png") if path.stat().st_size > MOST] == []


@pytest.mark.parametrize("picture", PICTURES, ids=lambda path: path.stem)
def test_a_picture_fetches_nothing_and_is_of_a_screen(picture: Path) -> None:
    svg = picture.read_text(encoding="utf-8")
    assert "url(http" not in svg and "@font-face" not in svg
    assert "h2craft" in svg and svg.count("<text") > 20
