"""atheris over one law, by hand: `python tests/fuzz/run.py LAW [--seconds N] [libFuzzer options]`.

Needs `pip install atheris`. Begins with what is kept in `corpus/LAW`, and keeps what it finds of
interest in a folder of its own, which is printed. What breaks the law is written to `broken-...`
there: make it small with `-minimize_crash=1`, mend what is wrong, and keep it in the corpus under
a name that says what it was.
"""

from __future__ import annotations

import argparse
import importlib
import shutil
import sys
import tempfile
from pathlib import Path

import atheris

HERE = Path(__file__).resolve().parent
LONGEST = 4_096


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("law")
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--folder", type=Path, help="where to keep what is found; a new one")
    options, more = parser.parse_known_args()
    sys.path[:0] = [str(HERE), str(HERE.parents[1])]
    with atheris.instrument_imports(include=["h2craft"]):
        laws = importlib.import_module("laws")
    if options.law not in laws.LAWS:
        parser.error(f"no law is called {options.law}; there are {', '.join(laws.LAWS)}")
    law = laws.LAWS[options.law]
    folder = options.folder or Path(tempfile.mkdtemp(prefix=f"h2craft-{options.law}-"))
    folder.mkdir(parents=True, exist_ok=True)
    words = folder.with_suffix(".words")
    words.write_text("".join(f"{quoted(word)}\n" for word in law.words))
    found = folder / "found"
    shutil.copytree(HERE / "corpus" / options.law, found, dirs_exist_ok=True)
    sys.stderr.write(f"kept in {folder}\n")
    flags = [
        f"-max_total_time={options.seconds}",
        f"-max_len={LONGEST}",
        f"-dict={words}",
        f"-artifact_prefix={folder}/broken-",
        "-timeout=20",
        "-rss_limit_mb=4096",
    ]
    atheris.Setup([sys.argv[0], *flags, *more, str(found)], law.holds)
    atheris.Fuzz()


def quoted(word: bytes) -> str:
    """As a line of a libFuzzer dictionary."""
    return '"' + "".join(f"\\x{octet:02x}" for octet in word) + '"'


if __name__ == "__main__":
    main()
