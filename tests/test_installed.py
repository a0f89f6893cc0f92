"""h2craft as somebody has it who installed it: from a wheel, in an environment of its own, far away
from this tree."""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import h2craft
from h2craft.scenario import scenario_files, shipped_folder

ROOT = Path(__file__).parents[1]
REQUIRED = "H2CRAFT_REQUIRE_CLIENTS"
INSTALL_SECONDS = 240
SECONDS = 60
UNREACHABLE = re.compile(r"No matching distribution|ConnectionError|NewConnectionError|Errno -?\d")

pytestmark = [pytest.mark.installed, pytest.mark.timeout(2 * INSTALL_SECONDS)]

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The wheel and the source distribution of this tree."""
    pytest.importorskip("hatchling", reason="nothing can be built without hatchling")
    folder = tmp_path_factory.mktemp("dist")
    hatchling(ROOT, folder, "wheel", "sdist")
    (wheel,), (source,) = folder.glob("*.whl"), folder.glob("*.tar.gz")
    return wheel, source


def hatchling(tree: Path, folder: Path, *targets: str) -> None:
    wanted = [word for target in targets for word in ("-t", target)]
    command = [sys.executable, "-m", "hatchling", "build", *wanted, "-d", str(folder)]
    subprocess.run(command, cwd=tree, check=True, capture_output=True, timeout=SECONDS)


@pytest.fixture(scope="module")
def environment(built: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh virtual environment with the wheel in it, one for all processes of a run."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder = shared / "installed"
    with open(shared / "installed.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "done").exists():
            install(built[0], folder)
            (folder / "done").touch()
    return folder


def install(wheel: Path, folder: Path) -> None:
    made = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode:
        pytest.skip(f"no virtual environment can be made: {made.stderr.strip()}")
    pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "-q", str(wheel)]
    done = subprocess.run(
        pip, capture_output=True, text=True, check=False, timeout=INSTALL_SECONDS, env=clean()
    )
    if done.returncode and UNREACHABLE.search(done.stderr) and os.environ.get(REQUIRED) != "1":
        pytest.skip("the packages h2craft stands on cannot be had from here")
    assert done.returncode == 0, done.stderr


def clean(**more: str) -> dict[str, str]:
    """This environment without what leads Python to the tree."""
    left_out = {"PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV"}
    return {name: one for name, one in os.environ.items() if name not in left_out} | more


@pytest.fixture
def run(environment: Path, tmp_path: Path) -> Run:
    """Run a program of the environment to its end, in an empty folder, warnings being errors."""

    def running(program: str, *words: str) -> subprocess.CompletedProcess[str]:
        variables = clean(
            PYTHONWARNINGS="error",
            H2CRAFT_DATA=str(tmp_path / "data"),
            H2CRAFT_STATE=str(tmp_path / "state"),
            XDG_CONFIG_HOME=str(tmp_path / "config"),
            H2CRAFT_RUNTIME=str(tmp_path / "run"),
        )
        command = [str(environment / "bin" / program), *words]
        (tmp_path / "empty").mkdir(exist_ok=True)
        return subprocess.run(
            command,
            capture_output=True,
            text=True,
            check=False,
            timeout=SECONDS,
            cwd=tmp_path / "empty",
            env=variables,
        )

    return running


def test_it_says_its_version_and_is_not_the_tree(run: Run, environment: Path) -> None:
    done = run("h2craft", "--version")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"h2craft {h2craft.__version__}\n")
    where = run("python", "-c", "import h2craft; print(h2craft.__file__)").stdout.strip()
    assert Path(where).is_relative_to(environment)


def package_files(folder: Path) -> set[str]:
    files = (one for one in folder.rglob("*") if one.is_file() and "__pycache__" not in one.parts)
    return {str(one.relative_to(folder)) for one in files}


def test_every_file_of_the_package_is_there(run: Run) -> None:
    where = run("python", "-c", "import h2craft; print(h2craft.__path__[0])").stdout.strip()
    there = package_files(Path(where))
    assert package_files(ROOT / "h2craft") <= there
    assert {f"scenarios/{one}" for one in package_files(ROOT / "scenarios")} <= there


def test_no_module_of_it_has_a_warning_in_it(run: Run, environment: Path) -> None:
    where = run("python", "-c", "import h2craft; print(h2craft.__path__[0])").stdout.strip()
    done = run("python", "-W", "error", "-m", "compileall", "-q", "-f", where)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_it_has_the_scenarios(run: Run) -> None:
    done = run("h2craft", "scenarios", "--json")
    named = [json.loads(line)["name"] for line in done.stdout.splitlines()]
    shipped = [file for _, file in scenario_files(shipped_folder())]
    assert len(named) == len(shipped) > 100


def test_the_doctor_finds_no_problem_in_what_it_stands_on(run: Run) -> None:
    done = run("h2craft", "doctor", "--json", "software")
    assert done.returncode == 0, done.stdout + done.stderr
    told = {one["name"]: one for one in map(json.loads, done.stdout.splitlines())}
    for name in ("h2", "hpack", "hyperframe", "textual", "prompt-toolkit", "click", "watchfiles"):
        assert told[name]["state"] == "ok"


SCREEN = """
import asyncio
from h2craft.client import open_local
from h2craft.setup import Setup
from h2craft.tui.app import Workbench

async def look(client):
    async with Workbench(client).run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        print(len(pilot.app.screen.query("*")), pilot.app.screen.id)

client = open_local(Setup(port=0, h2c_port=0))
asyncio.run(look(client))
client.close()
"""


def test_the_screen_opens_with_its_styles(run: Run) -> None:
    done = run("python", "-c", SCREEN)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout.split()[0]) > 20


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_it_serves_checks_a_client_and_writes_the_page(run: Run, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    done = run(
        "h2craft", "check", "--profile", "curl", "--only", "A/baseline/get", "--html", str(page)
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "<html" in page.read_text() and "A/baseline/get" in page.read_text()
    command = ("curl", "-sS", "--fail", "--cacert", "{cacert}", "{url}")
    done = run("h2craft", "replay", "rst-mid-body", "--", *command)
    assert done.returncode == 0, done.stdout + done.stderr


def members(wheel: Path) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(wheel) as archive:
        yield from ((name, archive.read(name)) for name in sorted(archive.namelist()))


def test_a_wheel_of_the_source_distribution_is_the_same(
    built: tuple[Path, Path], tmp_path: Path
) -> None:
    wheel, source = built
    with tarfile.open(source) as archive:
        archive.extractall(tmp_path / "source", filter="data")
    [tree] = (tmp_path / "source").iterdir()
    hatchling(tree, tmp_path / "again", "wheel")
    [again] = (tmp_path / "again").glob("*.whl")
    assert dict(members(again)) == dict(members(wheel))
    assert (tree / "tests" / "test_installed.py").is_file() and (tree / "README.md").is_file()
