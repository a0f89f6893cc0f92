"""`h2craft config`: the settings of the configuration file, what they are, and what is wrong.

Knows the screen's table of settings and the terminal; draws nothing, writes no file.
"""

from __future__ import annotations

import json
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from h2craft.cli.errors import Failure
from h2craft.cli.output import terminal_width

if TYPE_CHECKING:
    from h2craft.session import Config

WIDTH = 88  # of prose, where there is no terminal that is narrower
INDENT = "    "
HEAD = """\
# h2craft's configuration. Every line is optional, and the lines below that begin with '#' say what
# may stand there. What is wrong is named by 'h2craft config --check', and the rest holds.
"""


@click.command(
    short_help="Show, explain and check the configuration file.",
    epilog="""\b
Examples:
  h2craft config                      what holds, and where that was said
  h2craft config --list               every setting: what it is for, what it may be
  h2craft config --check && echo fine
  mkdir -p "$(dirname "$(h2craft config --path)")"
  h2craft config --example > "$(h2craft config --path)"

\b
What is remembered rather than written (histories, the theme that was picked) is in the state
folder; where both speak of a thing, the file goes first. h2craft never writes to the file.
Exit status: 0 done, 1 something is wrong in the file (of --check), or it cannot be read,
2 wrong usage.
""",
)
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--list", "what", flag_value="list", help="Explain every setting.")
@click.option("--path", "what", flag_value="path", help="Print where the file is, or would be.")
@click.option("--check", "what", flag_value="check", help="Only say what is wrong in it.")
@click.option("--example", "what", flag_value="example", help="Print a file to begin with.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a setting.")
@click.pass_context
def config(context: click.Context, file: Path | None, what: str | None, as_json: bool) -> None:
    """Show what the configuration FILE says, else your own, and what holds where it says nothing.

    It is TOML. What is wrong in it is named with its line, on standard error, and left out.
    """
    if as_json and what not in {None, "list"}:
        raise click.UsageError(f"--json and --{what} exclude each other")
    if file is not None and not file.is_file():
        raise Failure(f"{file} does not exist" if not file.exists() else f"{file} is no file")
    read = _read(file)
    troubles = _troubles(read) if what in {None, "check"} else ()
    for trouble in troubles:
        click.echo(trouble, err=True)
    lines = _json(read) if as_json else PARTS[what or "held"](read, file)
    for line in lines:
        click.echo(line)
    if what == "check" and troubles:
        context.exit(1)


def _read(file: Path | None) -> Config:
    from h2craft.tui import Look

    return Look(config=file).read_config()


def _troubles(read: Config) -> tuple[str, ...]:
    from h2craft.tui import config_troubles

    return config_troubles(read)


def _place(file: Path | None) -> Path:
    from h2craft.session import config_file

    return file or config_file()


def _held(read: Config, file: Path | None) -> Iterator[str]:
    """What is in force, a line each: name, value, and who said so."""
    from h2craft.session import Settings, state_file
    from h2craft.tui import SETTINGS
    from h2craft.wire import escape

    there = "" if read.path is not None else "   (not there: 'h2craft config --example' begins one)"
    yield f"{_place(file)}{there}"
    yield ""
    settings = Settings(read, state_file())
    wide = max(map(len, SETTINGS))
    for name, setting in SETTINGS.items():
        value = settings.get(name, setting.default)
        given = name in read.given
        source = "file" if given else "remembered" if value != setting.default else "default"
        yield f"{name.ljust(wide)}  {source.ljust(10)}  {escape(_toml(value))}"


def _list(_read: Config, _file: Path | None) -> Iterator[str]:
    from h2craft.tui import SETTINGS

    width = min(terminal_width() or WIDTH, WIDTH)
    for name, setting in SETTINGS.items():
        default = "" if setting.is_table else f"; {_toml(setting.default)} by itself"
        yield name
        for text in (f"{setting.values}{default}", setting.about):
            yield from textwrap.wrap(
                text, width, initial_indent=INDENT, subsequent_indent=INDENT, break_on_hyphens=False
            )
        yield from (f"{INDENT}  {line}" for line in setting.example.splitlines())
        yield ""


def _path(_read: Config, file: Path | None) -> Iterator[str]:
    yield str(_place(file))


def _check(read: Config, file: Path | None) -> Iterator[str]:
    """Nothing where something is wrong: that was said."""
    if read.path is None:
        yield f"{_place(file)} is not there: every setting is as it is by itself"
    elif not _troubles(read):
        yield f"{read.path}: nothing is wrong in it"


def _example(_read: Config, _file: Path | None) -> Iterator[str]:
    from h2craft.tui import SETTINGS

    yield HEAD.rstrip("\n")
    for setting in SETTINGS.values():
        yield ""
        yield from (f"# {line}" for line in textwrap.wrap(setting.about, WIDTH))
        yield f"# May be {setting.values}."
        yield from (f"#{line}" for line in setting.example.splitlines())


def _json(read: Config) -> Iterator[str]:
    from h2craft.session import Settings, state_file
    from h2craft.tui import SETTINGS

    settings = Settings(read, state_file())
    for name, setting in SETTINGS.items():
        yield json.dumps(
            {
                "name": name,
                "value": settings.get(name, setting.default),
                "given": name in read.given,
                "default": setting.default,
                "values": setting.values,
                "about": setting.about,
            },
            separators=(",", ":"),
        )


def _toml(value: Any) -> str:
    """A value as the file would have it, on one line: JSON's texts and lists are TOML's too."""
    if isinstance(value, dict):
        pairs = (f"{json.dumps(name)} = {json.dumps(one)}" for name, one in value.items())
        return f"{{ {', '.join(pairs)} }}" if value else "{}"
    return json.dumps(value, ensure_ascii=False)


PARTS: dict[str, Callable[[Config, Path | None], Iterator[str]]] = {
    "held": _held,
    "list": _list,
    "path": _path,
    "check": _check,
    "example": _example,
}
