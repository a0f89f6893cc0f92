from __future__ import annotations

import json

from h2craft.report import reading_to_json
from h2craft.trace import Kind, record_from_json
from h2craft.wire import frame_octets


def test_the_record_can_be_had_back_from_it(conversation) -> None:
    for reading in conversation.readings:
        text = json.dumps(reading_to_json(reading))
        assert record_from_json(json.loads(text)) == reading.record


def test_a_frame_is_there_by_its_parts(conversation) -> None:
    made = [reading_to_json(reading) for reading in conversation.readings]
    settings = next(one["frame"] for one in made if one.get("frame", {}).get("type") == "SETTINGS")
    assert settings["stream"] == 0 and settings["length"] == 18 and settings["flag_names"] == []
    assert ["MAX_CONCURRENT_STREAMS", 100] in settings["settings"]
    data = next(one for one in made if one.get("frame", {}).get("type") == "DATA")
    assert data["frame"]["data"] == "hello\n" or data["frame"]["data"] == {"hex": b"hello\n".hex()}
    assert data["direction"] == "sent"
    assert data["stream_name"] == "GET /hello.py?name=curl"


def test_fields_stand_where_a_header_block_is_complete(conversation) -> None:
    made = [reading_to_json(reading) for reading in conversation.readings]
    fields = [one["fields"] for one in made if "fields" in one]
    assert [":method", "GET"] in fields[0] and [":status", "200"] in fields[1]
    assert len(fields) == 2


def test_findings_name_section_severity_and_code(conversation) -> None:
    [finding] = [
        finding
        for reading in conversation.readings
        for finding in reading_to_json(reading).get("findings", [])
    ]
    assert finding["section"] == "6.9" and finding["severity"] == "error"
    assert finding["code"] == "PROTOCOL_ERROR" and finding["who"] == "peer"


def test_octets_that_are_no_text_are_hexadecimal(tell) -> None:
    made = reading_to_json(tell(Kind.FRAME_RECEIVED, frame_octets(6, 0, 0, b"\0\xff" * 4)))
    assert made["frame"]["opaque_data"] == {"hex": "00ff" * 4}


def test_an_error_code_has_its_name_beside_it(tell) -> None:
    made = reading_to_json(tell(Kind.FRAME_RECEIVED, frame_octets(3, 0, 1, b"\0\0\0\7")))
    assert made["frame"]["error_code"] == 7
    assert made["frame"]["error_name"] == "REFUSED_STREAM"


def test_every_type_of_frame_is_json(tell) -> None:
    for number in range(0x20):
        for payload in (b"", bytes(4), bytes(range(40))):
            for flags in (0, 0x2D):
                reading = tell(Kind.FRAME_RECEIVED, frame_octets(number, flags, 1, payload))
                json.dumps(reading_to_json(reading))
