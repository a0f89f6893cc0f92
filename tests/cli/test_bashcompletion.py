from __future__ import annotations

import pytest

from h2craft.cli.bashcompletion import behind


@pytest.fixture
def offered(run, environment):
    def complete(line: str, current: str) -> list[str]:
        environment.update(_H2CRAFT_COMPLETE="bash_complete", COMP_WORDS=line, COMP_CURRENT=current)
        return run().stdout.splitlines()

    return complete


@pytest.mark.parametrize(
    ("line", "current", "value"),
    [
        ("h2craft ser", "ser", "plain,serve"),
        ("h2craft serve --filter type:HEAD", "HEAD", "plain,HEADERS"),
        (
            "h2craft serve --filter 'conn:1 type:HEAD",
            "'conn:1 type:HEAD",
            "plain,conn:1 type:HEADERS",
        ),
        ("h2craft serve --filter 'conn:1 ", "'conn:1 ", "plain,conn:1 dir:"),
        ("h2craft serve --filter type:", ":", "plain,HEADERS"),
        ("h2craft check --only A/baseline/ge", "A/baseline/ge", "plain,A/baseline/get"),
        ("h2craft doctor ", "", "plain,terminal"),
    ],
)
def test_bash_gets_what_belongs_behind_what_it_has_put_away(offered, line, current, value) -> None:
    assert value in offered(line, current)


@pytest.mark.parametrize(
    ("incomplete", "current", "replaced"),
    [
        ("type:HE", "HE", "HE"),
        ("type:", ":", ""),
        ("NAME=", "=", ""),
        ("type:HE", "'type:HE", "type:HE"),
        ("serve", "", "serve"),
        ("a b", "something else", "a b"),
    ],
)
def test_bash_replaces_what_comes_after_the_last_cut(incomplete, current, replaced) -> None:
    assert behind(incomplete, current) == replaced
