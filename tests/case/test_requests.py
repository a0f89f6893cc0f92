from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

import h2craft
from h2craft.case import Meeting, Turns, whole


class Remarks(list[str]):
    """What is marked, in place of a writer."""

    def fire(self, action: Any) -> None:
        self.append(action.text)


class TestTurns:
    """Requests that have to come one after the other on one connection."""

    def ask(self, turns: Turns, about: Any, port: int, stream: int, ordinal: int) -> int:
        request = SimpleNamespace(
            client_address=("127.0.0.1", port), h2_stream_id=stream, ordinal=ordinal
        )
        return turns.of(about, request)

    def test_they_are_counted_by_connection_and_not_by_stream(self) -> None:
        turns, remarks = Turns(2), Remarks()
        asked = [(1, 13, 1), (1, 13, 1), (1, 15, 2), (2, 1, 3), (1, 17, 4)]
        assert [self.ask(turns, remarks, *one) for one in asked] == [1, 1, 2, 1, 3]
        assert remarks == []

    def test_the_next_one_on_another_connection_is_missing_here(self) -> None:
        turns, remarks = Turns(2), Remarks()
        assert [self.ask(turns, remarks, port, 1, port) for port in (1, 2)] == [1, 1]
        assert remarks == ["case: missing: 2 requests on one connection"]


@pytest.mark.engine
class TestMeetings:
    """Requests that have to be there at the same time, of which one writes for all."""

    @pytest.mark.parametrize(("by", "leader"), [(-1, 3), (0, 1)])
    def test_one_of_them_gets_all_streams(self, listener: Any, by: int, leader: int) -> None:
        pair, led = Meeting(2), []

        def main(request: Any, response: Any) -> None:
            if streams := pair.led(response, request, by):
                led.append((request.h2_stream_id, streams))
                for stream_id in streams:
                    whole(response, stream_id=stream_id)

        with h2craft.serve(main, tls=False) as server, listener(server.url) as client:
            numbers = [client.request("/"), client.request("/")]
            assert all(client.finish(one).body.endswith(b"rest\n") for one in numbers)
        assert (led, pair.leader) == ([(leader, (1, 3))], leader)

    def test_who_comes_again_gets_half_of_it(self, listener: Any, peer: Any) -> None:
        alone = Meeting(1)

        def main(request: Any, response: Any) -> None:
            if alone.led(response, request):
                whole(response)

        with h2craft.serve(main, tls=False) as server, listener(server.url) as client:
            assert client.get("/").ended
            again = client.get("/")
            assert (again.ended, again.reset) == (False, peer.INTERNAL_ERROR)
