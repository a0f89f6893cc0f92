"""`h2craft replay`: its options, and what they mean. Runs nothing itself, see `replaying`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from h2craft.cli.clientwords import CLIENT_HELP, ClientWords, client_words
from h2craft.cli.comparing import COMPARING, rules_of
from h2craft.cli.errors import Failure
from h2craft.cli.offers import filters
from h2craft.cli.options import CONTROL, KEEP_TLS, TCP_PORT, options
from h2craft.cli.output import color_option, compiled
from h2craft.cli.scenarios import scenario_names

SPEED = click.FloatRange(0, 1_000_000)
SECONDS = click.FloatRange(0.1, 1_000_000)

PACE = (
    click.option(
        "--speed",
        type=SPEED,
        metavar="X",
        default=1.0,
        show_default=True,
        help="What the pauses of scenarios are divided by: 2 is twice as fast, 0 has none.",
    ),
    click.option(
        "--once", is_flag=True, help="Without a client command: end once all was done once."
    ),
    click.option(
        "--strict-order",
        is_flag=True,
        help="Answer one request at a time, in the order they came.",
    ),
    click.option(
        "--timeout",
        type=SECONDS,
        metavar="SECONDS",
        default=30.0,
        show_default=True,
        help="The longest a run takes: then a client command is ended, and so is --once.",
    ),
)
"""How a scenario is played."""

WHERE = (
    click.option(
        "--host",
        metavar="HOST",
        default="127.0.0.1",
        show_default=True,
        help="Address or name to listen on.",
    ),
    click.option("--port", type=TCP_PORT, metavar="PORT", default=0, help="By default a free one."),
    click.option("--h2c", is_flag=True, help="Cleartext with prior knowledge instead of TLS."),
    click.option(
        "--cert", type=click.Path(path_type=Path), metavar="FILE", help="Certificate chain, PEM."
    ),
    click.option(
        "--key",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="Its private key, if not in the same file.",
    ),
)
"""Where a scenario is served."""


@click.command(
    cls=ClientWords,
    short_help="Serve a scenario, and say whether all of it was done.",
    epilog=f"""\b
Examples:
  h2craft replay rst-mid-body -- curl --cacert {{cacert}} {{url}}
  h2craft replay goaway/ reset/ -- python my_client.py {{url}} {{cacert}}
  h2craft replay mine.py --speed 0 --h2c -- nghttp -v {{url}}
  h2craft replay mine.py --trace run.h2trace --json -- curl --cacert {{cacert}} {{url}}
  h2craft replay rst-mid-body                until Ctrl-C: a line for each client that comes
  h2craft replay rst-mid-body --once --timeout 10 && echo done

{CLIENT_HELP}
\b
Exit status: 0 all was done (and the same with --compare), 1 it was not, 2 wrong usage, 130 Ctrl-C.
A client that fails is reported, and is no failure: many a scenario wants it to.
""",
)
@click.argument("scenarios", nargs=-1, required=True, shell_complete=scenario_names)
@options(*PACE)
@click.option(
    "--trace",
    "trace_file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Keep every record in FILE; of several scenarios, in a file each in that folder.",
)
@options(KEEP_TLS)
@click.option(
    "--compare", is_flag=True, help="What the client says, against what the recorded one said."
)
@options(*COMPARING)
@options(*WHERE, *CONTROL)
@click.option("--frames", is_flag=True, help="Show every frame, as 'h2craft serve' does.")
@click.option(
    "--filter",
    "filter_text",
    metavar="EXPR",
    default="",
    shell_complete=filters,
    help="Of --frames, only what matches.",
)
@click.option("--json", "as_json", is_flag=True, help="One JSON object for each run.")
@click.option("--quiet", is_flag=True, help="Not a word of what went well.")
@color_option
@click.pass_context
def replay(context: click.Context, /, scenarios: tuple[str, ...], **given: Any) -> None:
    """Serve SCENARIOs, each for itself, and say whether everything they do was done.

    A SCENARIO is a name of the library (see 'h2craft scenarios'), a group of it, a handler script
    or a folder of them. With a client command behind --, it is run once for each, and what it
    left undone is named: a request that never came, a wait that never came true, the line that
    raised. Without one they are served until Ctrl-C. Scenarios run with your rights.
    """
    command = client_words(context)
    _check(command, given)
    wanted = compiled(given["filter_text"])
    chosen = _chosen(scenarios)
    if len(chosen) > 1:
        _check_several(command, given)
    from h2craft.cli.replaying import perform
    from h2craft.replay import Judging

    rules = rules_of(given)
    judge = Judging(rules, strict_order=given["strict_order"]) if given["compare"] else None
    context.exit(perform(chosen, command, given, wanted, judge))


def _check(command: tuple[str, ...] | None, given: dict[str, Any]) -> None:
    if given["key"] and not given["cert"]:
        raise click.UsageError("--key needs --cert")
    if given["cert"] and given["h2c"]:
        raise click.UsageError("--cert and --h2c exclude each other")
    if given["filter_text"] and not given["frames"]:
        raise click.UsageError("--filter says which of --frames")
    if not given["compare"] and (given["vary"] or given["exact"]):
        raise click.UsageError("--vary and --exact say what of --compare")
    if given["frames"] and given["as_json"]:
        raise click.UsageError("--frames and --json exclude each other")
    if command is not None:
        from h2craft.replay import ClientCommand
        from h2craft.scenario import ScenarioError

        try:
            ClientCommand(command)
        except ScenarioError as error:
            raise click.UsageError(str(error)) from error


def _check_several(command: tuple[str, ...] | None, given: dict[str, Any]) -> None:
    if command is None and (given["port"] or given["name"]):
        what = "--port" if given["port"] else "--name"
        raise click.UsageError(f"{what} is for one scenario: several have one each")
    if given["trace_file"] and not given["trace_file"].is_dir():
        raise click.UsageError("of several scenarios --trace names a folder that exists")


def _chosen(names: tuple[str, ...]) -> list[Any]:
    """The entries that are meant, in the order they were named, each once."""
    from h2craft.scenario import ScenarioError

    try:
        found = [entry for name in names for entry in _meant(name)]
    except ScenarioError as error:
        if any("{url}" in name or "{base}" in name for name in names):
            raise click.UsageError("the client command stands behind --") from error
        raise Failure(str(error)) from error
    return list({entry.file.resolve(): entry for entry in found}.values())


def _meant(name: str) -> list[Any]:
    from h2craft.scenario import ScenarioError, entries, find, read_entry, scenario_files

    folder = Path(name)
    if folder.is_dir():
        files = list(scenario_files(folder))
        if not files:
            raise ScenarioError(f"there is no scenario in the folder {name}")
        return [read_entry(file, group=group) for group, file in files]
    try:
        return [find(name)]
    except ScenarioError:
        group = [entry for entry in entries() if entry.group == name.rstrip("/")]
        if not group:
            raise
        return group
