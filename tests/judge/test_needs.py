from __future__ import annotations

import pytest

from h2craft.judge import CaseError, Shape, parse_needs
from h2craft.judge.needs import parse_setting
from h2craft.wire import SettingId


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        ("", Shape()),
        ("get", Shape()),
        ("head", Shape(method="HEAD")),
        ("post 200000", Shape(method="POST", size=200_000)),
        ("method OPTIONS", Shape(method="OPTIONS")),
        ("requests 2, post 1000", Shape(requests=2, method="POST", size=1000)),
        ("parallel 2", Shape(requests=2, parallel=2)),
        ("requests 12, parallel 4", Shape(requests=12, parallel=4)),
        ("push", Shape(push=True)),
        ("slow 2.5", Shape(slow=2.5)),
        ("cancel 1", Shape(cancel=1.0)),
        ("https, two names", Shape(https=True, extra=("two names",))),
        (
            "settings HEADER_TABLE_SIZE<4096, cookies",
            Shape(settings=("HEADER_TABLE_SIZE<4096",), extra=("cookies",)),
        ),
    ],
)
def test_needs_are_read(text: str, shape: Shape) -> None:
    assert parse_needs(text) == shape


@pytest.mark.parametrize(
    "text",
    [
        "post",
        "post many",
        "post 0",
        "requests 0",
        "requests two",
        "push 1",
        "slow",
        "slow -1",
        "cancel nan",
        "method get",
        "head 3",
        "paralel 2",
        "settings HEADER_TABLE_SIZE",
        "settings NO_SUCH<1",
    ],
)
def test_what_is_no_need_is_refused(text: str) -> None:
    with pytest.raises(CaseError):
        parse_needs(text)


@pytest.mark.parametrize(
    ("text", "yes", "no"),
    [
        ("HEADER_TABLE_SIZE<4096", 4095, 4096),
        ("HEADER_TABLE_SIZE<=4096", 4096, 4097),
        ("HEADER_TABLE_SIZE > 4096", 4097, 4096),
        ("HEADER_TABLE_SIZE>=4096", 4096, 4095),
        ("HEADER_TABLE_SIZE=1", 1, 2),
        ("0x1!=1", 2, 1),
    ],
)
def test_a_setting_is_held_against_a_value(text: str, yes: int, no: int) -> None:
    wanted = parse_setting(text)
    assert wanted.identifier == SettingId.HEADER_TABLE_SIZE
    assert (wanted.holds(yes), wanted.holds(no)) == (True, False)
