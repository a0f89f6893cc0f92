"""Records as JSON, and details that JSON finds hard."""

from __future__ import annotations

import json
import runpy
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from h2craft.actions import Action, Note
from h2craft.trace import (
    Journal,
    Kind,
    Origin,
    Record,
    TraceReader,
    TraceWriter,
    codec,
    record_from_json,
    record_to_json,
)
from h2craft.trace.codec import (
    WrittenDetail,
    detail_octets,
    detail_of,
    plain,
    quoted,
)
from h2craft.trace.raw import record_of


class Unshowable:
    def __repr__(self) -> Any:
        raise RuntimeError("no")


def nested(depth: int) -> Any:
    value: list[Any] = []
    for _ in range(depth):
        value = [value]
    return value


def cyclic() -> Any:
    value: dict[str, Any] = {}
    value["self"] = value
    return value


ODD: Any = Note  # which a script may give anything
HARD: list[Any] = [
    {"octets": b"\xff"},
    {b"key": 1},
    {"number": float("nan")},
    {"number": float("inf")},
    {"number": 10**5000},
    {"set": {1}},
    {"object": object()},
    {"object": Unshowable()},
    {Unshowable(): 1},
    {"mapping": MappingProxyType({"kind": Kind.NOTED, "tuple": (1, None)})},
    cyclic(),
    {"deep": nested(100_000)},
    object(),
    ODD(text=b"octets where text belongs"),
    ODD(text=Unshowable()),
]
HARD_NAMES = [
    "octets",
    "octets as key",
    "nan",
    "inf",
    "large number",
    "set",
    "object",
    "object without repr",
    "key without repr",
    "mapping",
    "cyclic",
    "deep",
    "no mapping",
    "action with octets",
    "action with object",
]


def test_a_journal_its_file_and_its_json_lines_are_the_same_records(
    anything: SearchStrategy[list[tuple[Any, ...]]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("traces")

    @given(anything, st.integers(1, 5))
    def check(appends: Any, at_once: Any) -> None:
        with TraceWriter(folder / "trace", overwrite=True) as writer:
            journal = Journal(archive=writer)
            for arguments in appends:
                journal.append(*arguments)
            while journal.archive_next(at_once):
                pass
        records = journal.read()
        with TraceReader(folder / "trace") as reader:
            assert list(reader) == records
            assert reader.damage is None
        lines = [json.dumps(record_to_json(record), allow_nan=False) for record in records]
        assert [record_from_json(json.loads(line)) for line in lines] == records

    check()


def test_each_verb_passes_through_both_forms(actions: list[Action]) -> None:
    for action in actions:
        record = Record(1, 0.5, 1, Kind.ACTION_FIRED, detail=action)
        assert detail_of(detail_octets(action)) == action
        assert record_from_json(json.loads(json.dumps(record_to_json(record)))) == record


def test_a_record_s_json_reads_well() -> None:
    record = Record(7, 0.5, 1, Kind.FRAME_SENT, b"\x00\xff", 6, Origin.HAND, {"door": "wire"})
    assert record_to_json(record) == {
        "seq": 7,
        "at": 0.5,
        "connection": 1,
        "kind": "frame_sent",
        "octets": "00ff",
        "cause": 6,
        "origin": "hand",
        "detail": {"door": "wire"},
    }


def test_kinds_not_known_here_pass_as_numbers() -> None:
    record = record_of((1, 0.5, 1, 250, b"", 0, 99, None))
    made = record_to_json(record)
    assert (made["kind"], made["origin"]) == (250, 99)
    assert record_from_json(made) == record


@pytest.mark.parametrize("detail", HARD, ids=HARD_NAMES)
def test_a_detail_json_cannot_say_is_written_all_the_same(detail: Any) -> None:
    record = Record(1, 0.5, 1, Kind.NOTED, detail=detail)
    text = json.dumps(record_to_json(record), allow_nan=False)
    assert record_from_json(json.loads(text)).detail is not None
    assert detail_of(detail_octets(detail)) is not None


def test_an_interpreter_without_the_accelerator_of_json_writes_the_same_octets(
    monkeypatch: pytest.MonkeyPatch, actions: list[Action]
) -> None:
    monkeypatch.setattr(json.encoder, "c_make_encoder", None)
    slow = runpy.run_path(str(codec.__file__))["detail_octets"]
    details = [*actions, {"text": "\xe9", "list": [1, 2.5, None, True]}, {"set": {1}}, float("nan")]
    assert [slow(detail) for detail in details] == [detail_octets(detail) for detail in details]


def test_what_json_cannot_say_becomes_its_repr() -> None:
    given = {"a": b"\xff", "b": (1, {2}), 3: None, "e": Kind.NOTED}
    assert plain(given) == {"a": "b'\\xff'", "b": [1, "{2}"], "3": None, "e": 61}


def test_an_action_not_understood_stays_the_mapping_it_is() -> None:
    made = record_to_json(Record(1, 0.5, 1, Kind.ACTION_FIRED, detail=Note(text="x")))
    made["action"] = {"verb": "dance"}
    assert record_from_json(made).detail == {"verb": "dance"}


@pytest.mark.parametrize("octets", [b"{", b"!x", b"[" * 100_000, b"\xff"])
def test_a_detail_in_a_file_that_is_no_json_stays_text(octets: bytes) -> None:
    assert isinstance(detail_of(octets), str)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"kind": "frame_thrown"}, "'frame_thrown' is no kind"),
        ({"kind": None}, "not a record"),
        ({"seq": "x"}, "not a record"),
        ({"octets": "zz"}, "not a record"),
        ({"at": None}, "not a record"),
        ({"seq": float("inf")}, "not a record"),
    ],
)
def test_an_object_that_is_no_record_is_refused_with_the_reason(change: Any, said: str) -> None:
    made = record_to_json(Record(1, 0.5, 1, Kind.NOTED))
    with pytest.raises(ValueError, match=said):
        record_from_json({**made, **change})


def test_a_missing_member_is_named() -> None:
    made = record_to_json(Record(1, 0.5, 1, Kind.NOTED))
    del made["cause"]
    with pytest.raises(ValueError, match="cause is missing"):
        record_from_json(made)


def test_only_an_object_can_be_a_record() -> None:
    with pytest.raises(ValueError, match="expected an object"):
        record_from_json([1])


def test_a_written_detail_is_taken_as_it_is() -> None:
    text = b'{"script":%b}' % quoted('a "b" \xe9')
    assert detail_octets(WrittenDetail(text)) == text
    assert detail_of(text) == {"script": 'a "b" \xe9'}
