"""From what a screen exports to the files: an SVG that fetches nothing, and a PNG of it.

The PNG is what Chromium makes of the SVG with DejaVu Sans Mono (Debian: fonts-dejavu-core), in
which box-drawing characters meet; another monospace font would do for the letters.
"""

from __future__ import annotations

import re
import subprocess
import tempfile
from pathlib import Path

from palette import reduced

FONTS = '"DejaVu Sans Mono", "Fira Code", Menlo, Consolas, monospace'
FONT_SIZE = 21  # so that box-drawing characters fill the 24.4 of a row
CHROMIUM = ("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars")
SECONDS = 60.0
_FACES = re.compile(r"\s*@font-face \{.*?\n    \}", re.DOTALL)
_UNIQUE = re.compile(r"\bterminal-\d+-")
_TEXT = re.compile(r"<text[^>]*>(.*?)</text>", re.DOTALL)


def cleaned(svg: str) -> str:
    """Without fonts from elsewhere, rows that meet; the same for the same screen."""
    svg = _FACES.sub("", svg)
    svg = svg.replace("font-family: Fira Code, monospace;", f"font-family: {FONTS};")
    svg = svg.replace("font-size: 20px;", f"font-size: {FONT_SIZE}px;")
    svg = svg.replace("font-family: arial;", f"font-family: {FONTS};")
    svg = _UNIQUE.sub("h2craft-", svg)
    return "\n".join(line.rstrip() for line in svg.splitlines()) + "\n"


def words_of(svg: str) -> str:
    """What a person reads in it."""
    text = "\n".join(_TEXT.findall(svg)).replace("&#160;", " ")
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def size_of(svg: str) -> tuple[int, int]:
    found = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg)
    assert found is not None
    return round(float(found[1])), round(float(found[2]))


def png_of(svg: Path, png: Path) -> None:
    """Draw it, a pixel per unit. OSError where Chromium does not."""
    width, height = size_of(svg.read_text())
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "picture.png"
        command = ["chromium", *CHROMIUM, f"--user-data-dir={folder}/profile"]
        command += ["--force-device-scale-factor=1", f"--window-size={width},{height}"]
        command += ["--default-background-color=292929ff", f"--screenshot={made}", svg.as_uri()]
        done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)
        if not made.exists():
            raise OSError(f"no picture of {svg.name}: {done.stderr.decode(errors='replace')}")
        png.write_bytes(reduced(made.read_bytes()))
