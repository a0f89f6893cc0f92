from __future__ import annotations

from h2craft.endpoint.refusal import GaveUp, Refused
from h2craft.wire import ErrorCode


def test_a_refusal_reads_as_its_reason_and_knows_where_the_rfc_says_so() -> None:
    refused = Refused("stream 3 is idle", "5.1")
    assert str(refused) == refused.reason == "stream 3 is idle"
    assert refused.section == "5.1"


def test_an_end_has_a_code_and_what_h2_still_said() -> None:
    gone = GaveUp("a bad PING", ErrorCode.FRAME_SIZE_ERROR, "6.7", b"goaway")
    assert (str(gone), gone.code, gone.section) == ("a bad PING", 6, "6.7")
    assert gone.reply == b"goaway"
    assert gone.before is None
    assert not gone.table_lost
