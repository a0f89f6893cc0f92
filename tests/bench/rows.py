"""The rows of the table: what is measured, against whom, and what it must reach.

A rate or transfer row is measured in many short rounds, first one way round and then the other,
so that whatever else the machine does falls on all alike. The ratio is the median over the rounds
of the ratios within each round; the figures are medians too. Peers are there for comparison and
take part in every third round only.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import dataclass, field, replace

import load
from load import Failed, Sample
from servers import Server, Unavailable, Workplace

MIB = 1 << 20
PEERS = ("wptserve", "hypercorn")


@dataclass(frozen=True, slots=True)
class Setting:
    """How long and how often: what the command line decides."""

    place: Workplace
    contenders: tuple[str, ...] = ("bare", "h2craft", "wptserve", "hypercorn")
    seconds: float = 0.5
    rounds: int = 9
    idle: int = 1000
    frames: int = 1_000_000
    options: tuple[str, ...] = ()  # given to `h2craft serve` in addition


@dataclass(frozen=True, slots=True)
class Result:
    """One line of the table. `ratio` is what `must` and `aim` are about.

    ratio   ours against bare (or against ourselves); where `at_most`, the figure that is bounded
    peers   their value in the same terms; a text where they have none
    cpu     processor time of ours against bare, per unit of work: less noisy, 1.0 is equal
    rounds  every figure measured, by contender
    """

    name: str
    work: str
    unit: str
    must: float
    aim: float | None = None
    at_most: bool = False
    bare: float | None = None
    ours: float | None = None
    ratio: float | None = None
    cpu: float | None = None
    peers: dict[str, float | str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    broken: bool = False  # a condition besides the figure is not met; the notes say which
    rounds: dict[str, list[float]] = field(default_factory=dict)

    @property
    def verdict(self) -> str:
        if self.ratio is None:
            return "MISS" if self.broken else "skipped"
        if self.broken or not self._reaches(self.must):
            return "MISS"
        return "must" if self.aim is None or not self._reaches(self.aim) else "aim"

    def _reaches(self, bound: float) -> bool:
        assert self.ratio is not None
        return self.ratio <= bound if self.at_most else self.ratio >= bound


Measure = Callable[[Server], Sample]


def compare(row: Result, setting: Setting, measure: Measure) -> Result:
    """Measure all contenders in rounds and set them in relation to bare."""
    with ExitStack() as stack:
        servers, notes = start(stack, setting, setting.contenders)
        samples, failures = in_rounds(servers, setting.rounds, measure)
    return relate(row, samples, "bare", "h2craft", (*notes, *failures))


def start(
    stack: ExitStack, setting: Setting, names: Iterable[str]
) -> tuple[dict[str, Server], tuple[str, ...]]:
    """Start contenders; those that cannot run are notes, not an end."""
    servers, notes = {}, []
    for name in names:
        try:
            options = setting.options if name == "h2craft" else ()
            servers[name] = stack.enter_context(Server(name, setting.place, options))
        except Unavailable as reason:
            notes.append(str(reason))
    return servers, tuple(notes)


def in_rounds(
    servers: dict[str, Server], rounds: int, measure: Measure
) -> tuple[dict[str, list[Sample]], tuple[str, ...]]:
    """Each server once a round, peers less often. One that fails is out: it would fail again."""
    samples: dict[str, list[Sample]] = {name: [] for name in servers}
    notes = []
    for number in range(rounds):
        names = [name for name in samples if name not in PEERS or number % 3 == 0]
        for name in names if number % 2 else reversed(names):
            try:
                samples[name].append(measure(servers[name]))
            except Failed as failure:
                notes.append(f"{name}: {failure}")
                del samples[name]
    return samples, tuple(notes)


def relate(
    row: Result, samples: dict[str, list[Sample]], base: str, ours: str, notes: tuple[str, ...]
) -> Result:
    rates = {name: [sample.rate for sample in them] for name, them in samples.items()}
    cpus = {name: [sample.cpu_us for sample in them] for name, them in samples.items()}
    broken = any(note.startswith(f"{ours}: ") for note in notes)
    row = replace(row, rounds=rates, notes=(*row.notes, *notes), broken=broken)
    ratios = in_pairs(rates, ours, base)
    if len(ratios) > 2 and max(ratios) > 1.5 * min(ratios):
        text = f"restless machine: ratios from {min(ratios):.2f} to {max(ratios):.2f}"
        row = replace(row, notes=(*row.notes, text))
    own = median(rates.get(base))
    return replace(
        row,
        bare=own,
        ours=median(rates.get(ours)),
        ratio=median(ratios),
        cpu=median(in_pairs(cpus, ours, base)),
        peers={
            name: statistics.median(figures) / own
            for name, figures in rates.items()
            if name in PEERS and figures and own
        },
    )


def median(figures: list[float] | None) -> float | None:
    return statistics.median(figures) if figures else None


def in_pairs(figures: dict[str, list[float]], ours: str, base: str) -> list[float]:
    """Ours in relation to the base, round by round."""
    pairs = zip(figures.get(ours, []), figures.get(base, []), strict=False)
    return [one / other for one, other in pairs if other]


def get_row(name: str, connections: int, streams: int) -> Callable[[Setting], Result]:
    work = f"small GET, {connections} x {streams}"

    def run(setting: Setting) -> Result:
        load.require_h2load()
        row = Result(name, work, "req/s", 0.5, 0.8)
        return compare(
            row, setting, lambda s: load.small_gets(s, connections, streams, setting.seconds)
        )

    return run


def download_row(setting: Setting) -> Result:
    load.require_h2load()
    row = Result("download", "download 64 MiB, one stream", "MiB/s", 0.6, 0.9)
    return compare(row, setting, lambda server: load.download(server, 64 * MIB))


def upload_row(setting: Setting) -> Result:
    load.require_h2load()
    row = Result("upload", "upload 64 MiB, read by the script", "MiB/s", 0.7, 1.0)
    body = setting.place.file("upload", 64 * MIB)
    # wptserve never credits what it reads, so it gets less time to prove it
    return compare(
        row,
        setting,
        lambda server: load.upload(server, body, 3 if server.name == "wptserve" else 20),
    )


def journal_row(setting: Setting) -> Result:
    """The journal on against off; the ratio is on / off."""
    load.require_h2load()
    row = Result("journal", "journal on against off, GET 1 x 100", "req/s", 0.85, 0.95)
    row = replace(row, notes=("in this row the first figure is h2craft without a journal",))
    with ExitStack() as stack:
        off = replace(setting, options=("--no-journal", *setting.options))
        without, notes = start(stack, off, ["h2craft"])
        with_it, _ = start(stack, setting, ["h2craft"])
        if not without or not with_it:
            return replace(row, notes=notes)  # it did not start: the note says why
        servers = {"off": without["h2craft"], "on": with_it["h2craft"]}
        samples, failures = in_rounds(
            servers, setting.rounds, lambda s: load.small_gets(s, 1, 100, setting.seconds)
        )
    return relate(row, samples, "off", "on", failures)
