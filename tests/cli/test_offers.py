from __future__ import annotations

from collections.abc import Callable

import click
import pytest
from click.shell_completion import ShellComplete

from h2craft.cli import cli, offers


@pytest.fixture
def offered() -> Callable[..., dict[str, str]]:
    """`offered("check", "--only", "9113/6")`: values for the last word, with what they are."""

    def complete(*words: str) -> dict[str, str]:
        shell = ShellComplete(cli, {}, "h2craft", "_H2CRAFT_COMPLETE")
        *args, incomplete = words
        found = shell.get_completions(list(args), incomplete)
        return {str(one.value): one.help or "" for one in found}

    return complete


def test_clients_that_are_here_are_offered_with_what_they_are(offered, monkeypatch) -> None:
    from h2craft import check

    here = [check.PROFILES["curl"], check.PROFILES["node"]]
    monkeypatch.setattr(check, "available", lambda: here)
    assert offered("check", "--profile", "") == {one.name: one.about for one in here}
    assert list(offered("check", "--profile", "CU")) == ["curl"]
    assert list(offered("matrix", "--profiles", "node,")) == ["node,curl", "node,all"]
    assert list(offered("matrix", "--profiles", "node,cu")) == ["node,curl"]


@pytest.mark.parametrize("option", ["--only", "--skip", "--explain"])
def test_cases_are_offered_by_their_ids(offered, option) -> None:
    found = offered("check", option, "A/baseline/ge")
    assert found == {"A/baseline/get": "A response as plain as can be."}
    assert "E/3.4/preface" in offered("check", option, "e/3.4")


@pytest.mark.parametrize(
    ("words", "value"),
    [
        (("check", "--tag", "sta"), "star"),
        (("matrix", "--tag", "sta"), "star"),
        (("matrix", "--only", "A/baseline/ge"), "A/baseline/get"),
        (("scenarios", "--tag", "ret"), "retry"),
        (("scenarios", "--show", "rst-mid"), "rst-mid-body"),
        (("replay", "rst-mid"), "rst-mid-body"),
        (("tui", "--theme", "nor"), "nord"),
        (("view", "--theme", "nor"), "nord"),
        (("serve", "--settings", "init"), "INITIAL_WINDOW_SIZE="),
        (("serve", "--limit", "resets"), "resets_per_second="),
        (("send", "goa"), "goaway"),
        (("send", "--preset", "redi"), "redirect"),
        (("doctor", "ter"), "terminal"),
        (("check", "--group", ""), "A"),
        (("completion", "z"), "zsh"),
        (("trace", "--export", "merm"), "mermaid"),
        (("diff", "--vary", "sett"), "settings"),
    ],
)
def test_values_of_a_closed_kind_are_offered(offered, words, value) -> None:
    assert value.lower() in {one.lower() for one in offered(*words)}


@pytest.mark.parametrize(
    "words",
    [
        ("serve", "--filter"),
        ("tui", "--filter"),
        ("tui", "--hold"),
        ("view", "--filter"),
        ("repl", "--filter"),
        ("repl", "--hold"),
        ("trace", "--filter"),
        ("replay", "--filter"),
        ("wait",),
    ],
)
def test_filters_are_offered_wherever_they_are_taken(offered, words) -> None:
    assert "stream:" in offered(*words, "stre")


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("type:HEAD", "type:HEADERS"),
        ("type:HEADERS,DA", "type:HEADERS,DATA"),
        ("conn:1 di", "conn:1 dir:"),
        ("conn:1 -typ", "conn:1 -type:"),
        ("(dir:sen", "(dir:sent"),
    ],
)
def test_the_last_word_of_a_filter_is_completed(offered, typed, value) -> None:
    assert list(offered("serve", "--filter", typed)) == [value]


def test_what_is_no_key_has_nothing_behind_its_colon(offered) -> None:
    assert offered("serve", "--filter", "nothing:x") == {}


def test_words_of_others_are_fit_to_be_shown() -> None:
    [one] = offers.beginning([("name", "evil\x1b[2J")], "")
    assert one.help == r"evil\x1b[2J"


def test_each_offer_is_a_list_whatever_is_typed() -> None:
    context = click.Context(cli)
    parameter = click.Option(["--x"])
    for name in (
        "profiles",
        "profile_lists",
        "cases",
        "case_tags",
        "scenario_tags",
        "themes",
        "verbs",
        "filters",
    ):
        offer: offers.Offer = getattr(offers, name)
        assert offer(context, parameter, "") != []
        assert offer(context, parameter, "\x00no such") == []
