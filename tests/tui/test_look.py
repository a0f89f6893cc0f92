"""How the screen was asked to look."""

from __future__ import annotations

import pytest

from h2craft.tui.look import Look


def test_a_theme_there_is_not_is_refused_with_the_nearest() -> None:
    assert Look(theme="nord").theme == "nord"
    with pytest.raises(ValueError, match="did you mean nord"):
        Look(theme="nordd")


def test_a_configuration_that_was_named_has_to_be_there(tmp_path) -> None:
    with pytest.raises(ValueError, match="does not exist"):
        Look(config=tmp_path / "none.toml")


def test_the_named_configuration_is_read_and_no_other(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    (tmp_path / "h2craft").mkdir()
    (tmp_path / "h2craft" / "config.toml").write_text("mouse = false\n")
    other = tmp_path / "other.toml"
    other.write_text('theme = "nord"\n')
    assert Look().read_config().given == {"mouse": False}
    assert Look(config=other).read_config().given == {"theme": "nord"}
