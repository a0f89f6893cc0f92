from __future__ import annotations

import getpass
import json
import platform
import socket
from pathlib import Path

import h2craft
from h2craft.session import environment
from h2craft.session.environment import LIBRARIES


def test_it_says_what_a_report_needs_to_know() -> None:
    told = environment({"TERM": "xterm-256color", "HOME": "/home/jo", "LANG": "C.UTF-8"})
    assert told["h2craft"] == h2craft.__version__
    assert told["python"]["version"] == platform.python_version()
    assert set(told["libraries"]) == set(LIBRARIES) and told["libraries"]["h2"]
    assert told["terminal"]["TERM"] == "xterm-256color" and told["terminal"]["columns"] > 0
    assert told["openssl"]


def test_it_names_no_host_no_person_and_no_folder() -> None:
    text = json.dumps(environment())
    assert json.dumps(environment({"HOME": "/home/jo", "USER": "jo"})).count("jo") == 0
    for name in (socket.gethostname(), str(Path.home())):
        assert len(name) < 3 or name not in text
    values = {
        one for part in environment().values() if isinstance(part, dict) for one in part.values()
    }
    assert getpass.getuser() not in values


def test_a_library_that_is_not_there_is_said_to_be_missing() -> None:
    from h2craft.session.environment import _version

    assert _version("no-such-library-at-all") is None
