"""Well-formed and malformed field lists, RFC 9113 8.2 and 8.3."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from h2craft.actions import Field
from h2craft.model import FieldsKind, field_problems, fields, request_line
from h2craft.wire import Representation

GET = [(b":method", b"GET"), (b":scheme", b"https"), (b":authority", b"a"), (b":path", b"/")]
OK = [(b":status", b"200")]
K = FieldsKind
Pair = tuple[bytes, bytes]
Pairs = list[Pair]


def sections(pairs: Pairs, kind: FieldsKind, *, extended_connect: bool = False) -> list[str]:
    problems = field_problems(pairs, kind, extended_connect=extended_connect)
    assert all(problem.code == 1 and problem.scope == "stream" for problem in problems)
    return [problem.section for problem in problems]


def request(**changes: bytes | None) -> Pairs:
    pairs = dict(GET)
    for name, value in changes.items():
        pairs.pop(f":{name}".encode(), None)
        if value is not None:
            pairs[f":{name}".encode()] = value
    return list(pairs.items())


@pytest.mark.parametrize(
    ("pairs", "kind"),
    [
        (GET, K.REQUEST),
        ([*GET, (b"te", b"trailers"), (b"x", b""), (b"content-length", b"0")], K.REQUEST),
        ([*GET, (b"host", b"A"), (b"cookie", b"a=b"), (b"cookie", b"c=d")], K.REQUEST),
        (request(method=b"OPTIONS", path=b"*"), K.REQUEST),
        (request(scheme=b"coap", path=b"no slash"), K.REQUEST),
        (request(authority=None), K.REQUEST),
        (request(method=b"MADE-UP"), K.REQUEST),
        ([(b":method", b"CONNECT"), (b":authority", b"a:1")], K.REQUEST),
        (GET, K.PUSH_REQUEST),
        (OK, K.RESPONSE),
        ([(b":status", b"103")], K.RESPONSE),
        ([(b":status", b"103"), (b"link", b"</x>")], K.INFORMATIONAL),
        ([], K.TRAILERS),
        ([(b"grpc-status", b"0")], K.TRAILERS),
        ([*OK, (b"content-length", b"5"), (b"content-length", b"5")], K.RESPONSE),
    ],
)
def test_a_well_formed_list_has_no_problem(pairs: Pairs, kind: FieldsKind) -> None:
    assert sections(pairs, kind) == []


@pytest.mark.parametrize(
    ("pairs", "kind", "wanted"),
    [
        ([*GET, (b"X-Upper", b"1")], K.REQUEST, "8.2.1"),
        ([*GET, (b"a b", b"1")], K.REQUEST, "8.2.1"),
        ([*GET, (b"a:b", b"1")], K.REQUEST, "8.2.1"),
        ([*GET, (b"\xc3\xa9", b"1")], K.REQUEST, "8.2.1"),
        ([*GET, (b"", b"1")], K.REQUEST, "8.2.1"),
        ([*OK, (b"a", b"\0")], K.RESPONSE, "8.2.1"),
        ([*OK, (b"a", b"x\ry")], K.RESPONSE, "8.2.1"),
        ([*OK, (b"a", b"x\ny")], K.RESPONSE, "8.2.1"),
        ([*OK, (b"a", b" x")], K.RESPONSE, "8.2.1"),
        ([*OK, (b"a", b"x\t")], K.RESPONSE, "8.2.1"),
        ([*OK, (b"a", b" ")], K.RESPONSE, "8.2.1"),
        ([*OK, (b"connection", b"close")], K.RESPONSE, "8.2.2"),
        ([*OK, (b"keep-alive", b"1")], K.RESPONSE, "8.2.2"),
        ([*OK, (b"proxy-connection", b"1")], K.RESPONSE, "8.2.2"),
        ([*OK, (b"transfer-encoding", b"chunked")], K.RESPONSE, "8.2.2"),
        ([*OK, (b"upgrade", b"h2c")], K.RESPONSE, "8.2.2"),
        ([*OK, (b"te", b"trailers")], K.RESPONSE, "8.2.2"),
        ([*GET, (b"te", b"gzip")], K.REQUEST, "8.2.2"),
        ([(b"a", b"1"), *OK], K.RESPONSE, "8.3"),
        ([*OK, *OK], K.RESPONSE, "8.3"),
        ([*OK, (b":made-up", b"1")], K.RESPONSE, "8.3"),
        ([*OK, (b":path", b"/")], K.RESPONSE, "8.3"),
        ([*GET, (b":status", b"200")], K.REQUEST, "8.3"),
        ([*GET, (b":protocol", b"websocket")], K.PUSH_REQUEST, "8.3"),
        ([(b":status", b"200")], K.TRAILERS, "8.1"),
        ([], K.RESPONSE, "8.3.2"),
        ([(b":status", b"20")], K.RESPONSE, "8.3.2"),
        ([(b":status", b"2x0")], K.RESPONSE, "8.3.2"),
        ([(b":status", b"101")], K.RESPONSE, "8.6"),
        ([(b":status", b"200")], K.INFORMATIONAL, "8.1"),
        (request(method=None), K.REQUEST, "8.3.1"),
        (request(method=b""), K.REQUEST, "8.3.1"),
        (request(method=b"G T"), K.REQUEST, "8.3.1"),
        (request(scheme=None), K.REQUEST, "8.3.1"),
        (request(scheme=b""), K.REQUEST, "8.3.1"),
        (request(path=None), K.REQUEST, "8.3.1"),
        (request(path=b""), K.REQUEST, "8.3.1"),
        (request(path=b"x"), K.REQUEST, "8.3.1"),
        (request(path=b"*"), K.REQUEST, "8.3.1"),
        (request(authority=b"me@a"), K.REQUEST, "8.3.1"),
        ([*GET, (b"host", b"b")], K.REQUEST, "8.3.1"),
        (request(method=b"POST"), K.PUSH_REQUEST, "8.4"),
        (request(authority=None), K.PUSH_REQUEST, "8.4.1"),
        ([*OK, (b"content-length", b"many")], K.RESPONSE, "8.1.1"),
        ([*OK, (b"content-length", b"9" * 20)], K.RESPONSE, "8.1.1"),
        ([*OK, (b"content-length", b"5"), (b"content-length", b"6")], K.RESPONSE, "8.1.1"),
        ([(b":method", b"CONNECT")], K.REQUEST, "8.5"),
        ([(b":method", b"CONNECT"), (b":authority", b"")], K.REQUEST, "8.5"),
        ([*request(method=b"CONNECT", path=None)], K.REQUEST, "8.5"),
        ([*request(method=b"CONNECT", scheme=None)], K.REQUEST, "8.5"),
    ],
)
def test_each_rule_names_its_section(pairs: Pairs, kind: FieldsKind, wanted: str) -> None:
    assert sections(pairs, kind) == [wanted]


def test_a_response_with_the_wrong_pseudo_field_only_has_two_problems() -> None:
    assert sections([(b":path", b"/")], K.RESPONSE) == ["8.3", "8.3.2"]


def test_a_promised_request_without_a_method_says_just_that() -> None:
    assert sections(request(method=None), K.PUSH_REQUEST) == ["8.3.1"]


class TestExtendedConnect:
    """RFC 8441 4."""

    FIELDS = [*request(method=b"CONNECT"), (b":protocol", b"websocket")]

    def test_it_is_lawful_once_the_server_allowed_it(self) -> None:
        assert sections(self.FIELDS, K.REQUEST, extended_connect=True) == []

    def test_without_the_setting_it_is_a_problem(self) -> None:
        assert sections(self.FIELDS, K.REQUEST) == ["8441 4"]

    def test_it_needs_scheme_and_path(self) -> None:
        pairs = [(b":method", b"CONNECT"), (b":authority", b"a"), (b":protocol", b"x")]
        assert sections(pairs, K.REQUEST, extended_connect=True) == ["8.3.1", "8.3.1"]

    def test_protocol_belongs_to_connect(self) -> None:
        pairs = [*GET, (b":protocol", b"websocket")]
        assert sections(pairs, K.REQUEST, extended_connect=True) == ["8441 4"]


def test_problems_stay_the_same_when_a_field_was_seen_before() -> None:
    pairs = [*OK, (b"Upper", b" x"), (b"te", b"gzip"), (b"fine", b"y")]
    first = field_problems(pairs, K.RESPONSE)
    assert field_problems(pairs, K.RESPONSE) == first
    assert len(first) == 3


def test_fields_of_the_actions_room_will_do() -> None:
    made = [Field(name, value, Representation.NEVER) for name, value in OK]
    assert field_problems(made, K.RESPONSE) == []


def test_hostile_names_are_shown_escaped_and_cut() -> None:
    (problem,) = field_problems([*OK, (b"\x1b[31m" + b"A" * 500, b"1")], K.RESPONSE)
    assert "\x1b" not in problem.text
    assert len(problem.text) < 150


def test_a_peer_that_makes_up_fields_does_not_fill_the_memory() -> None:
    for number in range(5000):
        field_problems([*OK, (b"x-made-up", b"%d" % number)], K.RESPONSE)
    field_problems([*OK, (b"long", b"x" * 1000)], K.RESPONSE)
    assert len(fields._known) <= 4096
    assert (b"long", b"x" * 1000) not in fields._known


WRONG: dict[str, Pairs] = {
    "misplaced": [(b":path", b"/")] * 20_000,
    "forbidden here": [(b"connection", b"close")] * 20_000,
    "unknown": [(b":%d" % number, b"") for number in range(20_000)],
    "names": [(b"Upper", b"x")] * 20_000,
    "values": [(b"upper", b" x")] * 20_000,
    "lengths": [(b"content-length", b"%d" % number) for number in range(20_000)],
}


@pytest.mark.parametrize("what", WRONG)
def test_a_list_of_nothing_but_problems_is_not_looked_at_to_its_end(what: str) -> None:
    problems = field_problems([*GET, *WRONG[what]], K.REQUEST)
    assert len(problems) in range(fields.MOST_PROBLEMS + 1, fields.MOST_PROBLEMS + 9)
    said = [problem.text for problem in problems]
    assert said.count("after 100 problems with its fields nobody looked further") == 1


@given(
    st.lists(st.tuples(st.binary(max_size=12), st.binary(max_size=12)), max_size=8),
    st.sampled_from(FieldsKind),
    st.booleans(),
)
def test_no_octets_make_it_raise(pairs: Pairs, kind: FieldsKind, extended: bool) -> None:
    for problem in field_problems(pairs, kind, extended_connect=extended):
        assert problem.text.isprintable()


class TestRequestLine:
    def test_it_is_read_from_the_pseudo_fields(self) -> None:
        assert request_line(GET) == (b"GET", b"/", b"a", b"https")

    def test_host_stands_for_a_missing_authority(self) -> None:
        assert request_line([(b"host", b"b")]) == (None, None, b"b", None)

    def test_the_first_of_each_counts(self) -> None:
        assert request_line([*GET, (b":path", b"/2")]).path == b"/"
