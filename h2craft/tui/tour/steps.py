"""The steps of the tour, in their order. A table: how one is shown and followed stands elsewhere.

Each text fits into four rows of 80 columns, so that the workbench keeps most of a small terminal.
"""

from __future__ import annotations

from h2craft.tui.tour.step import Stage, Step

HELD = "/held"
HOLD = f"path:{HELD}"
ANSWER = 'headers :status=200 + data "by hand\\n" end_stream'
UNLAWFUL = 'wire data 0 "too much"'
CASES = ("A/8.1/trailers", "9113/6.1/data-stream-0", "D/truncated/rst-no-error")


def _welcome(stage: Stage) -> None:
    stage.let_go()
    stage.visit("/")


def _held(stage: Stage) -> None:
    stage.hold(HOLD)
    stage.visit(HELD)


def _unbound(stage: Stage) -> None:
    stage.unbind()
    _held(stage)


STEPS: tuple[Step, ...] = (
    Step(
        name="panes",
        title="Where you are",
        why="A server runs, and a client has just asked it for a page. Connections and their "
        "streams are pane 1, the frames of both directions pane 2; the keys of a pane stand below.",
        press=("Press [{screen.connections}] to see who is connected.",),
        told="A connection, and its stream: GET /. Any pane is reached by its number or [Tab].",
        begin=_welcome,
        done=lambda sight: sight.pane == "connections",
    ),
    Step(
        name="look",
        title="Every frame, as it passes",
        why="< was received, > was sent. Nothing is left out: the connection's own frames "
        "stand there too, SETTINGS first (RFC 9113 3.4).",
        press=(
            "Press [{screen.frames}], walk with [↑] and [↓] to the line HEADERS GET /, and press "
            "[Enter].",
        ),
        told="Below, or in pane 3, is all about that frame; [Esc] leads back to the list.",
        done=lambda sight: bool(sight.seq) and sight.pane == "detail",
    ),
    Step(
        name="explain",
        title="Octet by octet, and what it means",
        why="The detail has seven views: fields bit by bit, octets, HPACK, windows, the stream's "
        "state, what the RFC says of the frame, the script that answers.",
        press=("Press [.] until Explain is open; [,] goes back.",),
        told="What is required, what came of it, and the section to read.",
        done=lambda sight: sight.view == "Explain",
    ),
    Step(
        name="filter",
        title="Only what matters",
        why="One language of filters serves this list, holding, `wait`, and the command line. "
        "`h2craft filters` explains all of it.",
        press=(
            "Press [Esc], then [{frames.filter}], type `type:HEADERS,DATA` and press [Enter].",
            "Look; then [Esc] takes the filter away, and [{frames.follow}] follows what comes.",
        ),
        told="A list that follows shows each frame as it comes; the line on top says so.",
        when=lambda sight: bool(sight.filter),
        done=lambda sight: not sight.filter and sight.following,
    ),
    Step(
        name="hold",
        title="Stop the next request",
        why="A request that is held waits for you: you are the server. What you do is a line of "
        "the composer, pane 4, with completion and history.",
        press=(f"Press [{{screen.command_line}}], type `hold {HOLD}` and press [Enter].",),
        told="The line on top says HOLD. Press [Esc] to leave the composer.",
        done=lambda sight: sight.hold is not None,
    ),
    Step(
        name="record",
        title="Record what you do",
        why="From now on what you fire is kept, to be a handler script that does the same for the "
        "next client.",
        press=("Press [{app.record}]; it works while you type, too.",),
        told="RECORDING stands on top until you press it again.",
        done=lambda sight: sight.recording,
    ),
    Step(
        name="answer",
        title="Answer by hand",
        why="The client waits for its answer. A line is shown as the exact octets that would "
        "leave before [Enter] fires it; `+` joins frames to one write.",
        press=(
            "Press [{screen.command_line}] and type",
            f"  `{ANSWER}`",
            "then [Enter]. [{screen.form}] is the same as a form.",
        ),
        told="You wrote HEADERS and DATA, and the client has its answer. [Esc] leaves the "
        "composer.",
        begin=_held,
        seen=("origin:hand dir:sent flag:END_STREAM",),
    ),
    Step(
        name="save",
        title="Keep it",
        why="The recording is a Python script you can read, change and serve: "
        "`h2craft serve FILE`. In the library it has a name.",
        press=(
            "Press [{app.record}], read the script, press [F8] (into the library) and [Enter].",
        ),
        told="It lies in the library of this tour, beside what came with h2craft.",
        done=lambda sight: bool(sight.saved) and not sight.recording,
    ),
    Step(
        name="replay",
        title="Do it again, without hands",
        why="A scenario of the library answers whatever client comes next, and says whether all "
        "of it was done. Holding is off now, so that nobody is in its way.",
        press=(
            "Press [{screen.library}]: yours are first. With it under the cursor, press "
            "[{library.replay}]; the client comes as soon as it is bound.",
        ),
        told="The same answer, your pauses cut short, and the verdict. [Esc] leads back to the "
        "workbench.",
        begin=lambda stage: stage.let_go(),
        when=lambda sight: sight.waiting,
        then=lambda stage: stage.visit(HELD),
        done=lambda sight: sight.replayed,
    ),
    Step(
        name="unlawful",
        title="Break the law",
        why="The lawful door refuses what h2 would. The wire door writes it as it is: here DATA "
        "on stream 0, which is a connection error (RFC 9113 6.1).",
        press=(
            "Press [{screen.command_line}] and type",
            f"  `{UNLAWFUL}`",
            "then [Enter]. [{screen.presets}] has more misbehaviours, with knobs.",
        ),
        told="Its answer is in the list; Explain of your DATA frame (marked !) says whether "
        "that was what it had to do.",
        begin=_unbound,
        seen=(
            "origin:hand dir:sent finding:",
            "dir:received type:GOAWAY,RST_STREAM or kind:END_RECEIVED,CONNECTION_CLOSED",
        ),
    ),
    Step(
        name="check",
        title="The same for every rule",
        why="`h2craft check` runs a client against hundreds of such cases, and gives two verdicts: "
        "what it did on the wire, and what it made its user believe.",
        press=("It runs now, with three of them; it takes some seconds.",),
        told="What fails here is the client, not you. `h2craft check --list` shows all cases, "
        "`--explain ID` tells one as a story.",
        begin=lambda stage: stage.check(),
        done=lambda sight: sight.status in (0, 1),
    ),
    Step(
        name="end",
        title="From here on",
        why="`h2craft handlers/` serves your own scripts, `--trace FILE` keeps every record, "
        "`h2craft repl` is a prompt, `h2craft connect URL` the other end.",
        press=(
            "[{app.help}] explains the pane you are in, [{app.palette}] finds anything by name.",
            "[{tour.next}] takes this panel away, [{app.quit}] leaves.",
        ),
        told="",
        begin=lambda stage: stage.let_go(),
    ),
)
