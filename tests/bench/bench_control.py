"""What the control socket costs: `python tests/bench/bench_control.py [--only ROW] [--quick]`.

Prints figures and their ratios; nothing here passes or fails. Everything is on loopback. The
machine should do nothing else meanwhile.

fire     a ping is fired by hand in the engine's process, or in another one over the control
         socket: till it has come to the peer, and till its result has come back
attach   an engine with 1,000,000 records (appended on its own thread, to a trace) is attached to:
         till a session has its board, and what was sent for that; against one that has just begun
slow     requests a second, and how soon they are answered at 5,000 frames a second, while a front
         end never reads what it asked for, is stopped by SIGSTOP, or reads along; against none
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import controlled
import load
from servers import HERE, Server, Unavailable, Workplace, environment

from h2craft.control import SocketClient, open_attached
from h2craft.control.folder import Folder
from h2craft.session import Session

FRAMES = 5_000  # a second
MS = 1e3
FRONTS = {"none": "", "deaf": "deaf", "stopped": "reading", "reading": "reading"}


@dataclass(frozen=True, slots=True)
class Setting:
    place: Workplace
    seconds: float
    rounds: int
    pings: int
    records: int


def figure(label: str, value: str, ratio: str = "", bound: str = "") -> None:
    print(f"  {label:<46} {value:>20} {ratio:>20}  {bound}", flush=True)


class Helper:
    """A process of `controlled.py`. `first` is the first thing it said."""

    def __init__(self, place: Workplace, *words: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, str(HERE / "controlled.py"), *words],
            env=environment(place),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            self.first = self.said()
        except BaseException:
            self.close()
            raise

    def asked(self, *words: object) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(" ".join(map(str, words)) + "\n")
        self.process.stdin.flush()

    def said(self) -> Any:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise load.Failed(f"{self.process.args[2:]} said nothing")
        return json.loads(line)

    def close(self) -> None:
        self.process.send_signal(signal.SIGCONT)
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                with contextlib.suppress(BrokenPipeError):
                    pipe.close()
        if self.process.args[2] != "engine":
            self.process.kill()
        self.process.wait(30)


@contextmanager
def helper(place: Workplace, *words: str) -> Iterator[Helper]:
    made = Helper(place, *words)
    try:
        yield made
    finally:
        made.close()


# Firing


def measure_fire(setting: Setting) -> None:
    print("a ping fired by hand, one at a time")
    found: dict[str, list[list[float]]] = {"in process": [], "control socket": []}
    back: dict[str, list[list[float]]] = {name: [] for name in found}
    with ExitStack() as stack:
        engine = stack.enter_context(helper(setting.place, "engine", "0", ""))
        peer = stack.enter_context(helper(setting.place, "peer", engine.first["url"]))
        client = stack.enter_context(contextlib.closing(attached()))
        for number in range(2 * setting.rounds):
            first = number * setting.pings
            peer.asked(first, setting.pings)
            name = list(found)[(number + number // 2) % 2]
            if name == "in process":
                engine.asked(first, setting.pings)
                fired = engine.said()
            else:
                fired = controlled.fire(client, first, setting.pings)
            came = peer.said()
            if number < 2:
                continue  # everything for the first time
            found[name].append([at - began for (began, _), at in zip(fired, came, strict=True)])
            back[name].append([done - began for began, done in fired])
    compare("to the peer's socket", found, "aim < 1 ms")
    compare("till its result is there", back)


def compare(label: str, found: dict[str, list[list[float]]], bound: str = "") -> None:
    quantiles: dict[str, Callable[[list[float]], float]] = {
        "median": statistics.median,
        "p95": lambda times: sorted(times)[int(len(times) * 0.95)],
    }
    for quantile, of in quantiles.items():
        rounds = {name: [of(times) for times in them] for name, them in found.items()}
        base, ours = (statistics.median(rounds[name]) for name in found)
        pairs = zip(*(rounds[name] for name in found), strict=True)
        ratio = statistics.median(mine / bare for bare, mine in pairs)
        for name, value in zip(found, (base, ours), strict=True):
            last = f"{ratio:.2f} of in process" if name == "control socket" else ""
            figure(f"{name}: {label}, {quantile}", f"{value * MS:.3f} ms", last)
        figure(
            f"added by the control socket, {quantile}", f"{(ours - base) * MS:.3f} ms", "", bound
        )
        bound = ""


# Attaching


class Counted(socket.socket):
    """Counts what is received, of all of them."""

    octets = 0

    def recv(self, *given: Any) -> bytes:
        octets = super().recv(*given)
        Counted.octets += len(octets)
        return octets


class Counting(Folder):
    def connect(self, name: str, timeout: float) -> socket.socket:
        made = Counted(fileno=super().connect(name, timeout).detach())
        made.settimeout(timeout)
        return made


def attached(**more: Any) -> SocketClient:
    return open_attached(controlled.NAME, front="tui", **more)


def measure_attach(setting: Setting) -> None:
    from h2craft.control import opening

    opening.Folder = Counting  # type: ignore[misc]
    medians: list[float] = []
    for records in (1_000, setting.records):
        trace = setting.place.path / f"{records}.h2trace"
        with (
            helper(setting.place, "engine", str(records), str(trace)) as engine,
            helper(setting.place, "peer", engine.first["url"]),
        ):
            kept = f"{trace.stat().st_size / load.MIB:.0f} MiB" if records > 10_000 else "few"
            print(f"an engine with {engine.first['records']:,} records ({kept})")
            medians.append(attach_often(setting))
    figure("attached, against an engine that has just begun", "", f"{medians[1] / medians[0]:.2f}")
    opening.Folder = Folder  # type: ignore[misc]


def attach_often(setting: Setting) -> float:
    connected, usable, folded, octets = [], [], [], []
    for _ in range(setting.rounds):
        Counted.octets = 0
        began = time.perf_counter()
        client = attached()
        connected.append(time.perf_counter() - began)
        session = Session(client)
        while not session.reader.board.connections and session.advance(0.001):
            pass
        usable.append(time.perf_counter() - began)
        while session.behind and session.advance(1.0):
            pass
        folded.append(time.perf_counter() - began)
        octets.append(Counted.octets)
        seen, alive = client.records.last + 1 - client.records.first, session.reader.board
        client.close()
    figure("open_attached", f"{statistics.median(connected) * MS:.1f} ms")
    figure("first session with a board", f"{statistics.median(usable) * MS:.1f} ms")
    figure(
        "all folded that it reads", f"{statistics.median(folded) * MS:.1f} ms", f"{seen:,} records"
    )
    figure("octets received", f"{statistics.median(octets):,.0f}")
    figure("connections on the board", f"{len(alive.connections)}")
    return statistics.median(usable)


# Slow front ends


def measure_slow(setting: Setting) -> None:
    load.require_h2load()
    print(f"h2craft serve, while a front end is slow; then {FRAMES:,} frames a second, paced")
    rates: dict[str, list[float]] = {name: [] for name in FRONTS}
    late: dict[str, list[Any]] = {name: [] for name in FRONTS}
    with ExitStack() as stack:
        servers = {name: fronted(stack, setting, name) for name in FRONTS}
        for number in range(setting.rounds):
            for name in FRONTS if number % 2 else reversed(FRONTS):
                server = servers[name]
                rates[name].append(load.small_gets(server, 1, 100, setting.seconds).rate)
                late[name].append(paced(setting, server))
    for name in FRONTS:
        pairs = zip(rates[name], rates["none"], strict=True)
        ratio = statistics.median(mine / base for mine, base in pairs)
        value = f"{statistics.median(rates[name]):,.0f}"
        figure(f"{name}: GETs a second", value, f"{ratio:.2f} of none")
    for quantile in ("median", "p95", "p99"):
        base = statistics.median(one[quantile] for one in late["none"])
        for name in FRONTS:
            value = statistics.median(one[quantile] for one in late[name])
            label = f"{name}: a request answered, {quantile}"
            figure(label, f"{value * MS:.1f} ms", f"{value / base:.2f} of none")


def fronted(stack: ExitStack, setting: Setting, name: str) -> Server:
    """A server with such a front end, which has had time to be slow."""
    server = stack.enter_context(Server("h2craft", setting.place, ("--name", name)))
    if FRONTS[name]:
        front = stack.enter_context(helper(setting.place, FRONTS[name], name))
        load.small_gets(server, 1, 100, setting.seconds)  # records, for it to read
        if name == "stopped":
            front.process.send_signal(signal.SIGSTOP)
    return server


def paced(setting: Setting, server: Server) -> Any:
    command = [sys.executable, str(HERE / "paced.py"), server.tls, str(FRAMES)]
    done = subprocess.run(
        [*command, str(2 * setting.seconds)],
        env=environment(setting.place),
        capture_output=True,
        text=True,
        timeout=2 * setting.seconds + 30,
        check=False,
    )
    if done.returncode:
        raise load.Failed(done.stderr.strip().rpartition("\n")[2])
    return json.loads(done.stdout)


ROWS: dict[str, Callable[[Setting], None]] = {
    "fire": measure_fire,
    "attach": measure_attach,
    "slow": measure_slow,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", action="append", choices=ROWS, help="this row; repeatable")
    parser.add_argument("--quick", action="store_true", help="shorter, less exact")
    parser.add_argument("--records", type=int, default=1_000_000)
    options = parser.parse_args()
    quick, place = options.quick, Workplace()
    runtime = Path(place.path) / "run"
    runtime.mkdir(mode=0o700)
    os.environ["H2CRAFT_RUNTIME"] = str(runtime)
    setting = Setting(
        place,
        seconds=1.0 if quick else 2.0,
        rounds=3 if quick else 7,
        pings=100 if quick else 400,
        records=options.records // (5 if quick else 1),
    )
    try:
        for name in options.only or ROWS:
            try:
                ROWS[name](setting)
            except (load.Failed, Unavailable) as failure:
                print(f"    not measured: {failure}")
    finally:
        place.close()


if __name__ == "__main__":
    main()
