from __future__ import annotations

import pytest

from h2craft.check.words import NAMES, Words, values_for
from h2craft.judge import Shape
from h2craft.scenario import ScenarioError

PLACES = {"url": "https://127.0.0.1:1/x", "base": "https://127.0.0.1:1", "cacert": "/ca.pem"}
UPLOAD = Shape(method="POST", size=200)


def filled(word: str, shape: Shape | None = None, **places: str) -> tuple[str, ...]:
    values = values_for(shape or Shape(), {**PLACES, **places}, "/tmp/body")
    return Words(["client", word]).filled(values)[1:]


@pytest.mark.parametrize(
    ("word", "plain", "wanted"),
    [
        ("{url}", ("https://127.0.0.1:1/x",), ("https://127.0.0.1:1/x",)),
        ("{size}", ("0",), ("200",)),
        ("{method}", ("GET",), ("POST",)),
        ("{size?--data-size %}", (), ("--data-size", "200")),
        ("--size={size?%}", ("--size=",), ("--size=200",)),
        ("{size?a b}{method?c}", (), ("a bc",)),
        ("{size?100%% of %}x", ("x",), ("100% of 200x",)),
        ("{body?--data-binary @%}", (), ("--data-binary", "@/tmp/body")),
        ("{{size}", ("{size}",), ("{size}",)),
        ('{"a": 1}', ('{"a": 1}',), ('{"a": 1}',)),
        ("", ("",), ("",)),
    ],
)
def test_a_word_says_what_the_case_wants(
    word: str, plain: tuple[str, ...], wanted: tuple[str, ...]
) -> None:
    assert filled(word) == plain
    assert filled(word, UPLOAD) == wanted


@pytest.mark.parametrize(
    ("word", "shape", "expected"),
    [
        ("{requests?-n%}", Shape(requests=3), ("-n3",)),
        ("{parallel?-Z}", Shape(requests=4, parallel=4), ("-Z",)),
        ("{push?--push}", Shape(push=True), ("--push",)),
        ("{slow?--slow %}", Shape(slow=2.5), ("--slow", "2.5")),
        ("{method?-X %}", Shape(method="HEAD"), ("-X", "HEAD")),
        ("{urls}", Shape(requests=2), (PLACES["url"],) * 2),
    ],
)
def test_each_thing_a_case_may_want_has_a_placeholder(
    word: str, shape: Shape, expected: tuple[str, ...]
) -> None:
    assert filled(word, shape) == expected


def test_without_a_certificate_nothing_is_said_of_it() -> None:
    assert filled("{cacert?--cacert %}") == ("--cacert", "/ca.pem")
    assert filled("{cacert?--cacert %}", cacert="") == ()


def test_the_names_a_command_uses_are_known() -> None:
    assert Words(["x", "{url}", "{size?-d %}"]).names == {"url", "size"}


def test_a_placeholder_there_is_not_names_the_nearest() -> None:
    with pytest.raises(ScenarioError, match=r"has \{sizes\}; did you mean \{size\}\?"):
        Words(["x", "{sizes}"])
    with pytest.raises(ScenarioError, match=r"\{zzz\}; there are \{url\}"):
        Words(["x", "{zzz?y}"])


@pytest.mark.parametrize("word", ["-{urls}", "{urls?x}"])
def test_several_urls_stand_alone(word: str) -> None:
    with pytest.raises(ScenarioError, match=r"\{urls\} is several words"):
        Words(["x", word])


@pytest.mark.parametrize("words", [[], [""]])
def test_without_words_there_is_no_command(words: list[str]) -> None:
    with pytest.raises(ScenarioError, match="no client command"):
        Words(words)


def test_every_name_has_a_value() -> None:
    values = values_for(Shape(), {**PLACES, "host": "h", "port": "1"})
    assert set(NAMES) <= set(values.text)


def test_a_word_the_shell_has_torn_in_two_says_so() -> None:
    with pytest.raises(ScenarioError, match=r"\{size\?--data-size of .* has to be quoted"):
        Words(["x", "{size?--data-size", "%}"])
