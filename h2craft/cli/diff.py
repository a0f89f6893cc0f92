"""`h2craft diff`: two clients on one scenario, side by side. Knows the replay room, no socket."""

from __future__ import annotations

import contextlib
import json
import shutil
import signal
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from h2craft.cli.comparing import COMPARING, rules_of
from h2craft.cli.errors import CANNOT_GO_ON, INTERRUPTED, Failure
from h2craft.cli.options import options
from h2craft.cli.output import color_option, coloured
from h2craft.cli.scenarios import scenario_names

if TYPE_CHECKING:
    from h2craft.replay import Options, Replayed
    from h2craft.scenario import Comparison, Difference, Entry

Commands = tuple[tuple[str, ...], tuple[str, ...]]

BEFORE, BETWEEN = "--", "---"
LETTERS = "AB"
TEXT = 100  # columns where there is no terminal
ABSENT = "-"
_KEY = "h2craft.clients"


class _TwoClients(click.Command):
    """Takes what comes behind the first `--` away before anything else is read."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if BEFORE in args:
            at = args.index(BEFORE)
            ctx.meta[_KEY] = args[at + 1 :]
            args = args[:at]
        return super().parse_args(ctx, args)

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        return [*super().collect_usage_pieces(ctx), f"{BEFORE} CLIENT_A {BETWEEN} CLIENT_B"]


@click.command(
    cls=_TwoClients,
    short_help="Run two clients on one scenario, and say where they differ.",
    epilog="""\b
Examples:
  h2craft diff rst-mid-body -- curl --cacert {cacert} {url} --- nghttp {url}
  h2craft diff mine.py --vary settings --vary encodings -- ./old {url} --- ./new {url}
  h2craft diff mine.py --exact user-agent --json -- curl -k {url} --- python get.py {url}
  h2craft diff --rules                            what may vary, and what may not

\b
In the commands, which no shell reads: {url} is what to ask for, {base} the same without a
path, {cacert} the CA's certificate to trust, {host} and {port} where we listen, {{ a brace.
For clients that have no option the CA is also in SSL_CERT_FILE, CURL_CA_BUNDLE,
REQUESTS_CA_BUNDLE and NODE_EXTRA_CA_CERTS.

\b
Exit status: 0 both said the same, 1 they did not, or said nothing, or could not be run, 2 wrong
usage, 130 Ctrl-C.
A client that fails is reported, and is no failure: many a scenario wants it to.
""",
)
@click.argument("scenario", shell_complete=scenario_names)
@options(*COMPARING)
@click.option(
    "--strict-order",
    is_flag=True,
    help="One request is answered at a time, and which stream's frames came first counts.",
)
@click.option(
    "--speed",
    type=click.FloatRange(0, 1e6),
    metavar="X",
    default=1.0,
    show_default=True,
    help="What the pauses of the scenario are divided by; 0 has none.",
)
@click.option(
    "--timeout",
    type=click.FloatRange(0.1, 1e6),
    metavar="SECONDS",
    default=30.0,
    show_default=True,
    help="The longest either run takes: then its client is ended.",
)
@click.option("--h2c", is_flag=True, help="Cleartext with prior knowledge instead of TLS.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object.")
@color_option
@click.pass_context
def diff(context: click.Context, /, scenario: str, **given: Any) -> None:
    """Run two clients on the same SCENARIO, and say where they differ.

    A SCENARIO is a name of the library (see 'h2craft scenarios') or a handler script. It is served
    to either client afresh, one after the other; then what the two have said is compared by its
    meaning: fields, settings, resets, bodies, how they end. Scenarios run with your rights.
    """
    commands = _commands(context.meta.get(_KEY))
    rules = rules_of(given)
    entry = _entry(scenario)
    from h2craft.replay import heard
    from h2craft.scenario import compare

    runs: list[Replayed] = []
    colour = coloured(given["color"])
    for words in commands:
        runs.append(_run(entry, words, _options(given)))
        if runs[-1].interrupted:
            _tell_so_far(runs, colour and not given["as_json"])
            context.exit(INTERRUPTED)
    first, second = (heard(run.records) for run in runs)
    comparison = compare(first, second, rules, strict_order=given["strict_order"])
    if given["as_json"]:
        click.echo(json.dumps(_to_json(runs, comparison), separators=(",", ":")))
    else:
        click.echo("\n".join(_lines(runs, comparison, colour)), color=colour)
    sys.stdout.flush()
    compared = bool(first or second) and all(map(_ran, runs))
    context.exit(0 if compared and comparison.same else CANNOT_GO_ON)


# What was asked for


def _commands(words: list[str] | None) -> Commands:
    """The two commands, or a usage error that says what is missing."""
    from h2craft.replay import ClientCommand
    from h2craft.scenario import ScenarioError

    form = f"{BEFORE} CLIENT_A {BETWEEN} CLIENT_B"
    if words is None:
        raise click.UsageError(f"two client commands are needed: {form}")
    parts: list[list[str]] = [[]]
    for word in words:
        if word == BETWEEN:
            parts.append([])
        else:
            parts[-1].append(word)
    if len(parts) == 1:
        raise click.UsageError(f"there is one client command, a second is needed: {form}")
    if len(parts) > 2:
        raise click.UsageError(f"there are {len(parts)} client commands, two are compared: {form}")
    for letter, part in zip(LETTERS, parts, strict=True):
        if not part:
            raise click.UsageError(f"client {letter} has no command: {form}")
        try:
            ClientCommand(part)
        except ScenarioError as error:
            raise click.UsageError(f"client {letter}: {error}") from error
    return tuple(parts[0]), tuple(parts[1])


def _entry(scenario: str) -> Entry:
    from h2craft.scenario import ScenarioError, find

    try:
        return find(scenario)
    except ScenarioError as error:
        raise Failure(str(error)) from error


def _options(given: dict[str, Any]) -> Options:
    from h2craft.replay import Options

    return Options(
        speed=given["speed"],
        strict_order=given["strict_order"],
        timeout=given["timeout"],
        h2c=given["h2c"],
    )


def _run(entry: Entry, words: tuple[str, ...], options: Options) -> Replayed:
    import asyncio

    from h2craft.engine import EngineError
    from h2craft.scenario import ScenarioError
    from h2craft.script import RootError

    try:
        return asyncio.run(_play(entry, words, options))
    except (ScenarioError, EngineError, RootError) as error:
        raise Failure(str(error)) from error


async def _play(entry: Entry, words: tuple[str, ...], options: Options) -> Replayed:
    """One run, which a signal ends in order: nobody is left behind."""
    import asyncio

    from h2craft.cli.signals import SIGNALS
    from h2craft.replay import ClientCommand, replay

    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for name in SIGNALS:
        with contextlib.suppress(NotImplementedError, AttributeError):
            loop.add_signal_handler(getattr(signal, name), stop.set)
    return await replay(entry, ClientCommand(words), options, stop=stop)


def _ran(run: Replayed) -> bool:
    """There was something to compare: it was served, and the client could be started."""
    from h2craft.replay import has_started

    return not run.trouble and run.client is not None and has_started(run.client)


# Telling


def _to_json(runs: list[Replayed], comparison: Comparison) -> dict[str, Any]:
    from h2craft.replay import to_json

    told = comparison.to_json()
    for one in told["differences"]:
        one["a"], one["b"] = one.pop("recorded"), one.pop("now")
    told["said"] = dict(zip("ab", told["said"].values(), strict=True))
    clients = [to_json(run) for run in runs]
    for client in clients:
        del client["comparison"]
    return {"scenario": runs[0].name, "clients": clients, **told}


def _lines(runs: list[Replayed], comparison: Comparison, colour: bool) -> Iterator[str]:
    for letter, run in zip(LETTERS, runs, strict=True):
        yield from _heading(letter, run, colour)
    yield ""
    if comparison.same:
        yield _styled("no difference", colour, fg="green")
    else:
        yield from _table(comparison, colour)
        yield ""
        yield _styled(comparison.title, colour, fg="red")
    yield from comparison.remarks
    if comparison.not_compared:
        yield f"not compared: {', '.join(comparison.not_compared)}"


def _tell_so_far(runs: list[Replayed], colour: bool) -> None:
    """What is known of the clients when somebody ends it; nothing was compared."""
    for letter, run in zip(LETTERS, runs, strict=False):
        click.echo("\n".join(_heading(letter, run, colour)), color=colour)
    click.echo("interrupted: nothing was compared", err=True)


def _heading(letter: str, run: Replayed, colour: bool) -> Iterator[str]:
    """The command, what became of it, and what was done for it."""
    from h2craft.session import visible

    words = run.client.words if run.client is not None else ()
    yield _styled(f"{letter}  {visible(_command_line(words))}".rstrip(), colour, bold=True)
    if run.client is not None:
        yield f"   {visible(run.client.sentence)}"
    done = "" if run.trouble or run.verdict.done else "not everything was done: "
    yield f"   {done}{visible(run.trouble or run.verdict.sentence)}"


def _command_line(words: tuple[str, ...]) -> str:
    import shlex

    from h2craft.wire import elide

    return elide(shlex.join(words), 4 * TEXT)


def _table(comparison: Comparison, colour: bool) -> Iterator[str]:
    """A line for each difference: where and what, A, B; what is too long for that below it."""
    width = shutil.get_terminal_size((TEXT, 24)).columns if sys.stdout.isatty() else TEXT
    place = None
    for one in comparison.differences:
        if one.where != place:
            place = one.where
            yield _styled(place or "the connection", colour, bold=True)
        yield from _row(one, width, colour)


def _row(one: Difference, width: int, colour: bool) -> Iterator[str]:
    if not one.before and not one.after:
        yield f"  {one.sentence}"
        return
    before, after = one.before or ABSENT, one.after or ABSENT
    column = (width - 6) // 3
    if max(len(one.subject), len(before), len(after)) <= column:
        cells = _styled(f"{before:<{column}}", colour, fg="red")
        yield f"  {one.subject:<{column}}  {cells}  {_styled(after, colour, fg='green')}".rstrip()
        return
    yield f"  {one.subject}"
    for letter, value, shade in zip(LETTERS, (before, after), ("red", "green"), strict=True):
        yield f"    {letter}  {_styled(value, colour, fg=shade)}"


def _styled(text: str, colour: bool, **style: Any) -> str:
    return click.style(text, **style) if colour else text
