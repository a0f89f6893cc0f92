"""Parameter types of the command line: a text to a value, or words about what is wrong with it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from click.shell_completion import CompletionItem

from h2craft.cli.offers import beginning, limit_names, setting_names


class SettingType(click.ParamType[tuple[int, int]]):
    """NAME=VALUE of a SETTINGS parameter: the RFC's name in any case, or a number."""

    name = "NAME=VALUE"

    def shell_complete(self, ctx: Any, param: Any, incomplete: str) -> list[CompletionItem]:
        return beginning(setting_names(), incomplete)

    def convert(self, value: Any, param: Any, ctx: Any) -> tuple[int, int]:
        if isinstance(value, tuple):
            return value
        from h2craft.wire import parse_setting_id

        name, sign, number = str(value).partition("=")
        try:
            identifier = parse_setting_id(name.strip())
        except ValueError as error:
            self.fail(str(error), param, ctx)
        try:
            parsed = int(number.strip(), 0)
        except ValueError:
            self.fail(f"{value!r} is not NAME=VALUE with a number for VALUE", param, ctx)
        if not sign or not 0 <= parsed < 1 << 32:
            self.fail(f"{parsed} does not fit 32 bits", param, ctx)
        return identifier, parsed


class LimitType(click.ParamType[tuple[str, float]]):
    """NAME=VALUE of a limit; which there are is checked later."""

    name = "NAME=VALUE"

    def shell_complete(self, ctx: Any, param: Any, incomplete: str) -> list[CompletionItem]:
        return beginning(limit_names(), incomplete)

    def convert(self, value: Any, param: Any, ctx: Any) -> tuple[str, float]:
        if isinstance(value, tuple):
            return value
        name, _, number = str(value).partition("=")
        try:
            return name.strip(), float(number)
        except ValueError:
            self.fail(f"{value!r} is not NAME=VALUE with a number for VALUE", param, ctx)


class AttachType(click.ParamType[tuple[str, Path]]):
    """PATTERN=FILE: a script, and the paths it serves."""

    name = "PATTERN=FILE"

    def convert(self, value: Any, param: Any, ctx: Any) -> tuple[str, Path]:
        if isinstance(value, tuple):
            return value
        pattern, sign, file = str(value).partition("=")
        if not sign or not pattern.startswith("/") or not file:
            self.fail(f"{value!r} is not PATTERN=FILE, as in '/api/*=handlers/api.py'", param, ctx)
        if not Path(file).is_file():
            self.fail(f"{file} is not a file", param, ctx)
        return pattern, Path(file)


class TargetType(click.ParamType[tuple[int, int]]):
    """CONNECTION or CONNECTION/STREAM; 0 for the stream that is left out."""

    name = "CONNECTION[/STREAM]"

    def convert(self, value: Any, param: Any, ctx: Any) -> tuple[int, int]:
        if isinstance(value, tuple):
            return value
        connection, sign, stream_id = str(value).partition("/")
        if not connection.isdecimal() or (sign and not stream_id.isdecimal()):
            self.fail(f"{value!r} is not CONNECTION[/STREAM], as in 1/3", param, ctx)
        return int(connection), int(stream_id or 0)
