"""`h2craft connect URL`: a client by hand: the prompt, the workbench, lines, or a recorded script.

Knows the door and which options open it. What draws or reads keys is imported when a person is
there.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from h2craft.cli.comparing import COMPARING
from h2craft.cli.control import control_of
from h2craft.cli.dialing import DIALING, HEADER, RECORD_SAID, setup_for
from h2craft.cli.opening import failures
from h2craft.cli.options import BEHAVIOUR, CONTROL, KEEP_TLS, LIMITS, TRACE, options
from h2craft.cli.output import FILTER_EXAMPLES, compiled
from h2craft.cli.process import spare_the_collector
from h2craft.cli.recording import RECORDING, Recording, recording_of
from h2craft.cli.reenacting import answered_of, check_comparing, reenact, refuse_others
from h2craft.cli.repl import KEEP_MIB, PROMPT, endings, lines_of, need_terminal, prompt_options
from h2craft.cli.screen import SCREEN, look_of, open_screen
from h2craft.cli.screen import need_terminal as need_screen

if TYPE_CHECKING:
    from h2craft.client import LocalClient

FAILED = 1


@click.command(
    short_help="A client by hand: requests and frames to any server.",
    epilog=f"""\b
Examples:
  h2craft connect https://localhost:8443               the prompt; 'get /' makes a request
  h2craft connect https://example.org --tui            the workbench
  h2craft connect http://localhost:8080 -c 'get /' -c wait
  h2craft connect localhost:8443 --insecure -c 'get /' -c 'wait status:2xx timeout=5'
  h2craft connect localhost:8443 --cacert ca.pem < requests.txt
  h2craft connect URL --header 'authorization: Bearer x' --trace run.h2trace
  h2craft connect URL -c 'post /form "a=1"' -c wait --record done.py
  h2craft connect URL --replay done.py                 the same again
  h2craft connect URL --replay done.py --compare       and has the server said the same?

{FILTER_EXAMPLES}
\b
At the prompt, 'help' lists the words: get, post, request, headers new, data, wait, response,
reconnect ... Without a person, on standard error: 'connected URL'.
Exit status: 0 done (and the same with --compare), 1 no connection, a line failed, or not all of
--replay was done, 2 wrong usage, 130 interrupted; 'quit 3' ends with 3.
""",
)
@click.argument("url")
@click.option("--tui", is_flag=True, help="Open the workbench instead of the prompt.")
@options(*PROMPT)
@click.option(
    "--replay",
    "script",
    type=click.Path(path_type=Path),
    metavar="FILE.py",
    help="Do what this script does, as --record writes it, and end.",
)
@click.option(
    "--compare",
    is_flag=True,
    help="Of --replay: what the server says, against what the recorded one said.",
)
@click.option(
    "--against",
    type=click.Path(path_type=Path),
    metavar="TRACE",
    help="Compare with what the server said in this trace of a client instead.",
)
@options(*COMPARING)
@click.option("--json", "as_json", is_flag=True, help="Of --replay: one JSON object.")
@options(*DIALING, HEADER, TRACE, KEEP_TLS, RECORD_SAID, *RECORDING, *CONTROL, *SCREEN[1:])
@options(*BEHAVIOUR)
@click.option(
    "--keep",
    type=click.IntRange(1, 1 << 20),
    metavar="MIB",
    default=KEEP_MIB,
    show_default=True,
    help="Memory for the journal; older records go to disk.",
)
@LIMITS
@click.pass_context
def connect(context: click.Context, /, url: str, **given: Any) -> int:
    """Connect to the server at URL, and say what you like.

    URL is http or https; a name alone stands for https. For http, HTTP/2 is spoken with prior
    knowledge. A line is a verb and what it is told, or Python; lines come from a person, from
    -c, or from standard input where that is no terminal. Nothing is sent by itself but what
    opens the connection and what the peer is to be answered.
    """
    compiled(given["filter_text"])
    recording = recording_of(context, given)
    check_comparing(given)
    if given["script"]:
        refuse_others(given["script"])
    answered = answered_of(given)
    setup = setup_for(url, given)
    if given["tui"]:
        return _screen(setup, given, recording)
    if given["script"] and given["codes"]:
        raise click.UsageError("--replay and -c exclude each other")
    lines = None if given["script"] else lines_of(given["codes"])
    if lines is None and not given["script"]:
        need_terminal()
    with endings(), _connected(setup, given, recording) as client:
        if given["script"]:
            return reenact(client, given["script"], answered, as_json=given["as_json"])
        return _prompt(client, given, lines)


def _prompt(client: LocalClient, given: dict[str, Any], lines: Iterable[str] | None) -> int:
    from h2craft.repl import run_prompt

    if lines is not None:
        click.echo(f"connected {client.about.urls[0]}", err=True)
    spare_the_collector()
    return run_prompt(client, prompt_options(given, lines, ours=True))


def _screen(setup: Any, given: dict[str, Any], recording: Recording | None) -> int:
    for name in ("codes", "script"):
        if given[name]:
            option = {"codes": "-c", "script": "--replay"}[name]
            raise click.UsageError(f"--tui and {option} exclude each other")
    need_screen("h2craft connect URL -c ...")
    look = look_of(given)
    with _connected(setup, given, recording) as client:
        open_screen(client, look, ())
    return 0


@contextlib.contextmanager
def _connected(
    setup: Any, given: dict[str, Any], recording: Recording | None
) -> Iterator[LocalClient]:
    """A client that is connected; it has ended in order, and its recording is written, after."""
    from h2craft.cli.scribe import Scribe
    from h2craft.cli.server import say
    from h2craft.client import open_local

    with failures():
        client = open_local(setup)
    scribe = None
    if recording is not None:
        journal, started = client.engine.journal, client.about.started
        scribe = Scribe(journal, recording, started=started, say=say)
        scribe.start()
    with contextlib.closing(client):
        control = control_of(client, given)
        try:
            yield client
        finally:
            if control is not None:
                control.close()
            client.close()
            if scribe is not None:
                scribe.finish()
    if scribe is not None and scribe.trouble:
        raise click.exceptions.Exit(FAILED)  # what it is was said
