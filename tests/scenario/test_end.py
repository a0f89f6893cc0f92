from __future__ import annotations

import pytest

from h2craft.scenario import ScenarioError, is_clients, refuse_server

CLIENT = "import time\n\ndef connect(connection):\n    pass\n"


@pytest.mark.parametrize(
    "source",
    [
        CLIENT,
        "async def connect(connection): pass\n",
        "from other import connect\n",
        "connect = lambda connection: None\n",
        "def connect(connection): pass\ndef main(request, response): pass\n",
    ],
)
def test_whatever_defines_connect_can_be_replayed_as_a_client(source: str) -> None:
    refuse_server(source, "x.py")


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("def main(request, response): pass\n", "x.py is a server's script (main): 'h2craft serve"),
        ("def handle_ping(frame, c): pass\n", "a server's script (handle_ping)"),
        ("x = 1\n", "x.py defines no connect(connection)"),
        ("x =\n", "x.py:1: invalid syntax"),
        ("x = '\0'", "x.py"),
    ],
)
def test_what_is_none_of_a_client_says_what_it_is(source: str, said: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        refuse_server(source, "x.py")
    assert said in str(caught.value) and "\n" not in str(caught.value)


def test_a_clients_script_is_known_by_its_function_and_nothing_of_a_server() -> None:
    assert is_clients(CLIENT)
    assert not is_clients(CLIENT + "def main(request, response): pass\n")
    assert not is_clients("x = 1\n") and not is_clients("x =\n")


def test_what_is_neither_defined_nor_assigned_is_no_function() -> None:
    assert is_clients('"""Doc."""\nif True:\n    pass\n' + CLIENT)
    assert not is_clients("class connect:\n    pass\n")
