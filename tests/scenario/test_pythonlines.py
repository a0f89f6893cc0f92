from __future__ import annotations

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from h2craft.scenario.pythonlines import LINE, call_of, flat, keyword_of, written


def lines_of(text: str) -> list[str]:
    return written(call_of(text))


def test_a_short_call_is_one_line_in_double_quotes() -> None:
    assert lines_of("f('a', b'b', c=[('d', 1)])") == ['    f("a", b"b", c=[("d", 1)])']


def test_text_with_a_double_quotation_mark_keeps_its_own() -> None:
    assert flat(call_of("f('say \"no\"')")) == "f('say \"no\"')"


def test_what_repeats_is_written_once() -> None:
    assert flat(call_of(f"f({b'x' * 3000!r}, {b'ab' * 20!r})")) == 'f(b"x" * 3000, b"ab" * 20)'


def test_what_only_begins_by_repeating_is_written_as_it_is() -> None:
    octets = b"ab" * 15 + b"c"
    assert flat(call_of(f"f({octets!r})")) == f'f(b"{octets.decode()}")'


def test_what_repeats_stays_one_product_however_deep_it_stands() -> None:
    value = call_of(f"f({b'x' * 3000!r})").args[0]
    assert written(value, indent=92) == [f'{" " * 92}b"x" * 3000']


def test_a_value_that_has_room_on_a_line_of_its_own_gets_one() -> None:
    text = "".join(map(chr, range(0x30, 0x30 + 75)))
    value = call_of(f"f({text!r})").args[0]
    made = written(value, before="a_long_name_of_a_variable = ")
    assert made == ["    a_long_name_of_a_variable = (", f"        {flat(value)}", "    )"]


def test_a_long_call_has_an_argument_on_each_line() -> None:
    fields = [(f"name-{number}", "value") for number in range(8)]
    made = lines_of(f"writer.write_headers({fields!r}, 200, last=True)")
    assert made[0] == "    writer.write_headers("
    assert made[1] == "        ["
    assert made[2] == '            ("name-0", "value"),'
    assert made[-3:] == ["        200,", "        last=True,", "    )"]


def test_long_octets_are_cut_in_pieces() -> None:
    octets = bytes(range(256)) * 2
    made = lines_of(f"f({octets!r})")
    assert max(map(len, made)) < 250
    assert eval("\n".join(made).strip(), {"f": lambda value: value}) == octets


def test_what_stands_before_an_expression_counts() -> None:
    text = "".join(map(chr, range(0x30, 0x30 + 75)))
    made = written(call_of(f"f({text!r})"), before="a_long_name_of_a_variable = ")
    assert made[0] == "    a_long_name_of_a_variable = f("
    assert max(map(len, made)) <= LINE


@pytest.mark.parametrize(("name", "value"), [("a", 1), ("b", None), ("c", None)])
def test_a_keyword_that_is_a_constant_is_found(name: str, value: object) -> None:
    assert keyword_of(call_of("f(a=1, b=[2])"), name) == value


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=300) | st.binary(max_size=300),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.tuples(inner, inner)
        | st.tuples(inner)
        | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(st.lists(VALUES, max_size=4), st.dictionaries(st.sampled_from(["k", "last"]), VALUES))
def test_whatever_is_written_says_the_same(places: list[object], named: dict[str, object]) -> None:
    said = ", ".join([*map(repr, places), *(f"{name}={value!r}" for name, value in named.items())])
    text = "\n".join(written(call_of(f"f({said})"), indent=0))
    assert ast.parse(text).body
    assert eval(text, {"f": lambda *args, **kwargs: (list(args), kwargs)}) == (places, named)


def test_a_long_mapping_has_a_pair_on_each_line() -> None:
    pairs = {f"name-{number}": number for number in range(12)}
    made = lines_of(f"f({pairs!r})")
    assert made[1] == "        {"
    assert made[2] == '            "name-0": 0,'
    assert made[-2:] == ["        },", "    )"] or made[-2:] == ["        }", "    )"]


def test_a_long_keyword_is_broken_behind_its_name() -> None:
    fields = [(f"name-{number}", "value") for number in range(8)]
    made = lines_of(f"f(fields={fields!r})")
    assert made[1] == "        fields=["


def test_what_cannot_be_broken_stays_long() -> None:
    name = "n" * 120
    assert lines_of(f"f({name})")[1:-1] == [f"        {name}"]


def test_long_octets_with_a_name_stand_in_parentheses_and_are_the_same() -> None:
    octets = bytes(range(256)) * 2 + b"'\""
    made = lines_of(f"f(block={octets!r})")
    assert made[1] == "        block=("
    (call,) = (
        node
        for node in ast.walk(ast.parse("\n".join(["if 1:", *made])))
        if isinstance(node, ast.Call)
    )
    assert ast.literal_eval(call.keywords[0].value) == octets
