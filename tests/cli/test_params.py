from __future__ import annotations

from pathlib import Path

import click
import pytest

from h2craft.cli.params import AttachType, LimitType, SettingType


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("MAX_FRAME_SIZE=16384", (5, 16_384)),
        ("settings_max_frame_size = 0x4000", (5, 16_384)),
        ("0x99=0", (0x99, 0)),
        ("1=4294967295", (1, (1 << 32) - 1)),
    ],
)
def test_a_setting_is_a_name_or_a_number(text, value) -> None:
    assert SettingType().convert(text, None, None) == value


@pytest.mark.parametrize("text", ["", "=1", "NO_SUCH=1", "1", "1=x", "1=-1", "1=4294967296"])
def test_what_is_no_setting_is_said(text) -> None:
    with pytest.raises(click.BadParameter):
        SettingType().convert(text, None, None)


def test_a_script_is_attached_to_a_pattern(tmp_path) -> None:
    file = tmp_path / "a=b.py"
    file.touch()
    assert AttachType().convert(f"/x/*={file}", None, None) == ("/x/*", Path(file))


@pytest.mark.parametrize("text", ["x=y.py", "/x", "/x=", "/x=no/such.py"])
def test_what_cannot_be_attached_is_said(text) -> None:
    with pytest.raises(click.BadParameter):
        AttachType().convert(text, None, None)


def test_a_limit_is_a_name_and_a_number() -> None:
    assert LimitType().convert("opening_seconds=0.5", None, None) == ("opening_seconds", 0.5)
    with pytest.raises(click.BadParameter):
        LimitType().convert("opening_seconds", None, None)
