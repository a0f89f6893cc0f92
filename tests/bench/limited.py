"""What the limits have in common: how far they go, whom they are measured against, and the table.

A measure gives, for each contender, figures by label. A text stands where there is no figure.
"""

from __future__ import annotations

import os
import resource
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rawclient import END_HEADERS, HEADERS, RawClient, frame
from servers import Server, Unavailable, Workplace

KIB, MIB = 1 << 10, 1 << 20
MS = 1e3
BASE = "bare"
Figures = Mapping[str, float | str]


@dataclass(frozen=True, slots=True)
class Setting:
    """How far to go: what the command line decides.

    hour  the share of an hour's worth of traffic that is sent
    """

    place: Workplace
    contenders: tuple[str, ...]
    hour: float
    connections: int
    streams: int
    seconds: float
    frames: int
    keep: Path | None = None  # a trace to be made once, and used again


def title(text: str) -> None:
    load = " ".join(f"{one:.1f}" for one in os.getloadavg())
    print(f"\n{text}\n  (load of this machine: {load})", flush=True)


def table(found: Mapping[str, Figures], base: str = BASE, ours: str = "h2craft") -> None:
    """A row for each label, a column for each contender, and ours in relation to the base."""
    labels = list(dict.fromkeys(label for figures in found.values() for label in figures))
    names = list(found)
    if not labels:
        return
    head = "".join(f"{name:>13}" for name in names)
    print(f"  {'':<44}{head}{f'{ours}/{base}':>15}", flush=True)
    for label in labels:
        cells = [shown(found[name].get(label, "-")) for name in names]
        one, other = (found.get(name, {}).get(label) for name in (ours, base))
        both = isinstance(one, int | float) and isinstance(other, int | float) and other > 0
        ratio = f"{one / other:.2f}" if both else ""  # type: ignore[operator]
        row = "".join(f"{cell:>13}" for cell in cells)
        print(f"  {label:<44}{row}{ratio:>15}", flush=True)


def shown(value: float | str) -> str:
    if isinstance(value, str):
        return value
    return f"{value:,.0f}" if abs(value) >= 100 or value == int(value) else f"{value:.2f}"


def figure(label: str, value: str) -> None:
    """One that nobody else has."""
    print(f"  {label:<58} {value}", flush=True)


def note(text: str) -> None:
    print(f"    {text}", flush=True)


def each_contender(
    setting: Setting, measure: Callable[[Server], Figures], *options: str
) -> dict[str, Figures]:
    """Measure one after the other, each in a process that has just begun.

    One that fails has what it said for a note, and no figures.
    """
    found: dict[str, Figures] = {}
    for name in setting.contenders:
        try:
            with Server(name, setting.place, options if name == "h2craft" else ()) as server:
                found[name] = measure(server)
        except (Unavailable, OSError) as reason:
            note(f"{name}: {reason or type(reason).__name__}")
    return found


def allow_sockets(count: int) -> None:
    """As many open files as that, and some; for the servers started from here as well."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = max(soft, 2 * count + 200)
    if hard not in (resource.RLIM_INFINITY, -1) and hard < wanted:
        raise Unavailable(f"only {hard:,} open files are allowed here, {wanted:,} are needed")
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))


def settled(url: str, **more: float) -> RawClient:
    client = RawClient(url, **more)
    client.settle()
    return client


def begin_post(client: RawClient, path: str) -> int:
    """Ask with a body that is not there yet; the stream."""
    stream_id = client.reserve_id()
    block = client.block(path, b"POST")
    client.send(frame(HEADERS, END_HEADERS, stream_id, block), 1)
    return stream_id


def descriptors(server: Server) -> int:
    return len(os.listdir(f"/proc/{server.pid}/fd"))


def forget_peak(server: Server) -> None:
    """From now on the peak is about what follows (proc(5), clear_refs)."""
    Path(f"/proc/{server.pid}/clear_refs").write_text("5")


class Bystander:
    """Somebody else's client, which asks again and again; `late` is how long each answer took."""

    def __init__(self, url: str, pause: float = 0.005, patience: float = 30) -> None:
        self.late: list[float] = []
        self.trouble = ""
        self._client = settled(url, timeout=patience)
        self._patience = patience
        self._pause = pause
        self._over = threading.Event()
        self._asked = 0.0
        self._thread = threading.Thread(target=self._run, daemon=True)

    def _run(self) -> None:
        try:
            while not self._over.wait(self._pause):
                self._asked = time.perf_counter()
                self._client.await_ends({self._client.request("/hello.py")})
                self.late.append(time.perf_counter() - self._asked)
                self._asked = 0.0
        except OSError as error:
            self.trouble = str(error) or type(error).__name__

    @property
    def worst(self) -> float:
        """Seconds; of an answer that has not come what has passed so far."""
        waiting = time.perf_counter() - self._asked if self._asked else 0.0
        return max([waiting, *self.late])

    def quantile(self, share: float) -> float:
        return sorted(self.late)[int(len(self.late) * share)] if self.late else float("nan")

    def stop(self) -> None:
        self._over.set()
        self._thread.join(self._patience)
        self._client.close()


@contextmanager
def bystander(url: str, patience: float = 30) -> Iterator[Bystander]:
    """Somebody is served meanwhile, or not; who waits longer than `patience` seconds gives up."""
    made = Bystander(url, patience=patience)
    made._thread.start()
    try:
        yield made
    finally:
        made.stop()
