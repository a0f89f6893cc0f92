from __future__ import annotations

from h2craft.scenario import Turn
from h2craft.scenario.dispatch import By, Dispatch, connection_hook, told_apart


def turns(*places: tuple[int, int, bytes]) -> list[Turn]:
    return [Turn(connection=conn, stream_id=number, path=path) for conn, number, path in places]


ONE = turns((1, 1, b"/"), (1, 3, b"/"))
TWO = turns((1, 1, b"/"), (2, 1, b"/"))
APART = turns((1, 1, b"/a"), (1, 3, b'/"b"?c'))


def parts(where: list[Turn], by: By, heads: list[str | None], mains: list[str | None]) -> str:
    return "\n\n".join("\n".join(part) for part in Dispatch(where, heads, mains, by).parts())


def test_how_requests_are_told_apart() -> None:
    assert told_apart(APART, pure=True) is told_apart(APART, pure=False) is By.PATH
    assert told_apart(ONE, pure=False) is told_apart(TWO, pure=False) is By.ORDINAL
    assert told_apart(ONE, pure=True) is By.STREAM
    assert told_apart(TWO, pure=True) is By.COUNT


def test_by_path_an_unknown_one_is_answered_as_the_last() -> None:
    assert parts(APART, By.PATH, [None, None], ["answer_a", "answer_b"]) == (
        'ANSWERS = {"/a": answer_a, \'/"b"?c\': answer_b}\n'
        "\n"
        "def main(request, response):\n"
        "    ANSWERS.get(request.request_path, answer_b)(request, response)"
    )


def test_where_some_have_nothing_to_do_at_a_hook_it_asks_first() -> None:
    text = parts(APART, By.PATH, ["begin_a", None], [None, "answer_b"])
    assert 'BEGINNINGS = {"/a": begin_a, \'/"b"?c\': None}\n' in text
    assert (
        "def handle_headers(frame, request, response):\n"
        "    begin = BEGINNINGS.get(request.request_path)\n"
        "    if begin:\n"
        "        begin(request, response)"
    ) in text
    assert "    answer = ANSWERS.get(request.request_path, answer_b)\n    if answer:\n" in text


def test_a_hook_at_which_no_request_gets_anything_is_not_there() -> None:
    text = parts(APART, By.PATH, ["begin_a", "begin_b"], [None, None])
    assert "BEGINNINGS" in text and "def handle_headers" in text
    assert "ANSWERS" not in text and "def main" not in text


def test_by_ordinal_the_next_client_begins_at_the_first_again() -> None:
    text = parts(ONE, By.ORDINAL, [None, None], ["a", "b"])
    assert "ANSWERS = [a, b]\n" in text
    assert "    ANSWERS[(request.ordinal - 1) % len(ANSWERS)](request, response)" in text


def test_by_stream() -> None:
    text = parts(ONE, By.STREAM, [None, None], ["a", "b"])
    assert "ANSWERS = {1: a, 3: b}\n" in text
    assert "    ANSWERS.get(request.h2_stream_id, b)(request, response)" in text


def test_by_count_the_first_hook_counts() -> None:
    text = parts(TWO, By.COUNT, [None, None], ["a", "b"])
    assert "    ANSWERS[next(arrivals) % len(ANSWERS)](request, response)" in text
    text = parts(TWO, By.COUNT, ["x", "y"], ["a", "b"])
    assert text.count("next(arrivals)") == 1
    assert "    response.turn = next(arrivals) % len(BEGINNINGS)\n" in text
    assert "    ANSWERS[response.turn](request, response)" in text


def test_a_long_table_has_a_line_for_each() -> None:
    many = turns(*((1, 2 * number + 1, b"/path-%d" % number) for number in range(20)))
    text = parts(many, By.PATH, [None] * 20, ["answer"] * 20)
    assert '    "/path-7": answer,\n' in text


def test_connections_are_told_apart_by_their_number() -> None:
    text = "\n".join(connection_hook([2, 3], ["greet_second", "greet_third"], 3))
    assert "GREETINGS = {2: greet_second, 3: greet_third}\n" in text
    assert "    greet = GREETINGS.get((connection.ordinal - 1) % 3 + 1)\n" in text
