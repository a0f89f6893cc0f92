from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from h2craft.export.masks import (
    coded_stars,
    masked_line,
    masked_value,
    secrets_in,
    stars,
)
from h2craft.wire import Decoder, Encoder, HeaderField, Representation, encode_string

SECRET_NAMES = [b"cookie", b"set-cookie", b"authorization", b"proxy-authorization"]
octets = st.binary(max_size=60)
readable = st.binary(max_size=60).map(lambda some: bytes(0x20 + one % 0x5F for one in some))


@given(octets | readable)
def test_a_mask_has_the_length_of_the_secret_and_so_has_its_code(secret: bytes) -> None:
    masked = coded_stars(secret)
    assert len(masked) == len(stars(secret)) == len(secret)
    assert len(encode_string(masked, True)) == len(encode_string(secret, True))


def test_nothing_is_masked_by_nothing() -> None:
    assert coded_stars(b"") == stars(b"") == b""


@pytest.mark.parametrize(("secret", "masked"), [(b'"&', b"*!"), (b'&"', b"*!"), (b'&"&"', b"**!!")])
def test_where_no_code_has_the_mean_length_each_keeps_its_own_in_no_order_told(
    secret: bytes, masked: bytes
) -> None:
    assert coded_stars(secret) == masked  # codes of 8 and 10 bits; of 9 bits there is none
    assert len(encode_string(masked, True)) == len(encode_string(secret, True))


@given(readable.filter(lambda some: len(set(some)) > 4))
def test_two_secrets_of_the_same_lengths_have_the_same_mask(secret: bytes) -> None:
    assert coded_stars(secret[::-1]) == coded_stars(secret)
    assert coded_stars(secret) != secret


@pytest.mark.parametrize(
    ("name", "value", "masked"),
    [
        (b"Authorization", b"Basic eDp5", b"**********"),
        (b"proxy-authorization", b"x", b"*"),
        (b"cookie", b"a=1; session=abc; naked", b"a=*; session=***; *****"),
        (b"set-cookie", b"sid=abc; Path=/; Secure", b"sid=***; Path=/; Secure"),
        (b"cookie", b"", b""),
        (b"x-cookie", b"a=1", b"a=1"),
    ],
)
def test_of_cookies_the_names_stay_and_of_credentials_nothing(
    name: bytes, value: bytes, masked: bytes
) -> None:
    assert masked_value(name, value) == masked


fields = st.tuples(st.sampled_from([*SECRET_NAMES, b"x-plain", b"X"]), octets | readable)
lists = st.lists(
    st.tuples(fields, st.sampled_from([*Representation][1:4]), st.booleans()), max_size=8
)


def written(field: tuple[bytes, bytes], how: Representation, coded: bool) -> HeaderField:
    return HeaderField(*field, how, 0, coded, coded, b"")


@given(lists)
def test_a_masked_block_is_as_long_and_says_the_same_but_for_the_secrets(some: list) -> None:
    from h2craft.actions import Field

    made = [Field(*field, how, coded) for field, how, coded in some]
    block = Encoder().encode(made)
    lines = Decoder().read(block)
    masked = b"".join(map(masked_line, lines))
    assert len(masked) == len(block)
    again = Decoder()
    told = again.read(masked)
    assert [one.name for one in told] == [one.name for one in lines]
    for before, after in zip(lines, told, strict=True):
        same = masked_value(before.name, before.value) == before.value
        assert (after.value == before.value) if same else len(after.value) == len(before.value)


@given(st.lists(fields, min_size=1, max_size=6))
def test_the_table_keeps_what_it_kept_so_that_indices_still_hold(some: list) -> None:
    encoder, before, after = Encoder(), Decoder(), Decoder()
    for _ in range(3):  # the second time fields are indices
        block = encoder.encode(some)
        masked = b"".join(map(masked_line, before.read(block)))
        assert [name for name, _ in after.decode(masked)] == [name for name, _ in some]
        assert after.table.size == before.table.size


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (b"Bearer abc", [b"Bearer abc", b"abc"]),
        (b"basic dXNlcjpwYXNz", [b"basic dXNlcjpwYXNz", b"dXNlcjpwYXNz", b"user:pass", b"pass"]),
        (b"Basic abc", [b"Basic abc", b"abc"]),
        (b"abc", [b"abc"]),
    ],
)
def test_a_secret_is_known_in_the_forms_a_script_may_print_it_in(
    value: bytes, found: list[bytes]
) -> None:
    assert secrets_in(b"authorization", value) == found
