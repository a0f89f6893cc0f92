from __future__ import annotations

import subprocess
import sys
from types import SimpleNamespace

import pytest
from wptserve.utils import HTTPException as WptHTTPException
from wptserve.utils import isomorphic_decode as wpt_decode
from wptserve.utils import isomorphic_encode as wpt_encode

from h2craft.script import compat
from h2craft.script.errors import HTTPException
from h2craft.script.headers import ResponseHeaders

HIDE = """
import sys
import importlib.machinery
class NoWptserve(importlib.machinery.PathFinder):
    @classmethod
    def find_spec(cls, name, path=None, target=None):
        return None if name.split(".")[0] == "wptserve" else super().find_spec(name, path, target)
sys.meta_path[sys.meta_path.index(importlib.machinery.PathFinder)] = NoWptserve
from h2craft.script import compat
"""


def run(code: str) -> str:
    """Runs it in a fresh interpreter, where wptserve cannot be found."""
    done = subprocess.run([sys.executable, "-c", HIDE + code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_scripts_can_import_it_though_it_is_not_installed() -> None:
    said = run(
        "compat.install(); compat.install()\n"
        "assert 'wptserve' not in sys.modules\n"
        "from wptserve.utils import isomorphic_decode, isomorphic_encode, HTTPException\n"
        "from wptserve.handlers import json_handler\n"
        "from wptserve import utils\n"
        "assert compat.is_http_exception(HTTPException(404))\n"
        "print(isomorphic_decode(b'\\xe4'), isomorphic_encode('a'))\n"
    )
    assert said == "\xe4 b'a'"


def test_without_installing_there_is_none_and_taking_back_leaves_none() -> None:
    said = run(
        "def there():\n"
        "    try:\n"
        "        import wptserve.utils\n"
        "        return True\n"
        "    except ImportError:\n"
        "        return False\n"
        "seen = [there()]\n"
        "compat.install(); seen.append(there())\n"
        "compat.uninstall(); seen.append(there()); compat.uninstall()\n"
        "print(seen, 'wptserve' in sys.modules)\n"
    )
    assert said == "[False, True, False] False"


def test_what_it_lacks_is_an_import_error() -> None:
    code = "compat.install()\ntry:\n    import wptserve.pipes\nexcept ImportError: print('no')\n"
    assert run(code) == "no"


def test_an_installed_one_wins() -> None:
    code = (
        "from h2craft.script import compat; compat.install()\n"
        "from wptserve.utils import HTTPException\n"
        "from wptserve import utils; print('site-packages' in utils.__file__)\n"
        "assert compat.is_http_exception(HTTPException(404))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout.strip() == "True", done.stderr


@pytest.mark.parametrize("value", ["a\xe4", b"a\xe4", 5, None, "\N{SNOWMAN}"])
def test_the_conversions_are_those_of_wptserve(value: object) -> None:
    for ours, theirs in (
        (compat.isomorphic_decode, wpt_decode),
        (compat.isomorphic_encode, wpt_encode),
    ):
        try:
            expected = theirs(value)
        except (TypeError, UnicodeEncodeError) as error:
            with pytest.raises(type(error)):
                ours(value)  # type: ignore[arg-type]
        else:
            assert ours(value) == expected  # type: ignore[arg-type]


def test_http_exceptions_of_either_origin_are_recognised() -> None:
    assert compat.is_http_exception(HTTPException(404))
    assert compat.is_http_exception(WptHTTPException(404))
    assert not compat.is_http_exception(ValueError())


def test_json_handler_and_handler() -> None:
    response = SimpleNamespace(headers=ResponseHeaders())
    main = compat.json_handler(lambda request, response: {"a": 1})
    assert main(None, response) == '{"a": 1}'
    assert response.headers.items() == [
        (b"Content-Type", b"application/json"),
        (b"Content-Length", b"8"),
    ]
    main = compat.json_handler(lambda request, response: (201, [], [1]))
    assert main(None, response) == (201, [], "[1]")
    assert compat.handler(main) is main
