"""The verbs that are no frames: other actions, and what only a front end can do. Data only."""

from __future__ import annotations

from h2craft.actions import AUTOMATIC_REPLIES, CloseHow, Reply
from h2craft.language import making, values
from h2craft.language.parameters import (
    ANSWERED,
    HELD,
    JOURNAL,
    SETTINGS,
    TIMEOUT,
    flag,
    number,
    octets_parameter,
    seqs,
    tail,
)
from h2craft.language.values import HIGHEST_STREAM
from h2craft.language.verb import Kind, Parameter, Verb

ACTION_VERBS = (
    Verb(
        name="octets",
        sentence="these octets and nothing else, whole frames or not",
        section="4.1",
        act=making.octets,
        parameters=(octets_parameter("octets", "what is written", required=True),),
        examples=('octets hex("000008 06 00 00000000 0000000000000000")', 'octets "HTTP/1.1 400"'),
        calls=(
            'octets(bytes.fromhex("000008 06 00 00000000 0000000000000000"))',
            'octets("HTTP/1.1 400")',
        ),
    ),
    Verb(
        name="wait",
        sentence="go on when a record comes that matches a filter; of a client: the response",
        act=making.wait,
        parameters=(tail("pattern", "a filter: see its help", required=True), TIMEOUT),
        tail="pattern",
        examples=("wait type:RST_STREAM stream:1 timeout=2",),
        calls=('wait("type:RST_STREAM stream:1", timeout=2)',),
    ),
    Verb(
        name="barrier",
        sentence="send a PING and wait for its ACK: the peer has read all before it",
        section="6.7",
        act=making.barrier,
        parameters=(ANSWERED,),
        examples=("barrier", "barrier timeout=2"),
        calls=(
            "barrier()",
            "barrier(timeout=2)",
        ),
    ),
    Verb(
        name="settle",
        sentence="send SETTINGS and wait for an ACK: from then on they hold",
        section="6.5.3",
        act=making.settle,
        parameters=(SETTINGS, ANSWERED),
        examples=("settle MAX_FRAME_SIZE=32768",),
        calls=("settle(MAX_FRAME_SIZE=32768)",),
    ),
    Verb(
        name="sleep",
        sentence="let time pass",
        act=making.sleep,
        parameters=(
            Parameter(
                name="seconds",
                kind=Kind.SECONDS,
                read=values.seconds,
                place=True,
                required=True,
                sentence="how long: 2, 0.5, 500ms",
            ),
        ),
        examples=("sleep 0.5", "sleep 200ms"),
        calls=(
            "sleep(0.5)",
            'sleep("200ms")',
        ),
    ),
    Verb(
        name="close",
        sentence="end the connection",
        section="5.4.1",
        act=making.close,
        parameters=(
            Parameter(
                name="how",
                kind=Kind.CHOICE,
                read=values.choice("the way to close", tuple(CloseHow)),
                place=True,
                default=CloseHow.CLEAN,
                choices=tuple(CloseHow),
                sentence="half: our direction only; reset: TCP RST; no-tls-close: without "
                "close_notify; clean if left out",
            ),
        ),
        examples=("close", "close reset"),
        calls=(
            "close()",
            'close("reset")',
        ),
    ),
    Verb(
        name="policy",
        sentence="what becomes of automatic replies",
        act=making.policy,
        parameters=(
            *(
                Parameter(
                    name=name,
                    kind=Kind.CHOICE,
                    read=values.choice("what becomes of a reply", tuple(Reply)),
                    choices=tuple(Reply),
                    sentence=f"{name.replace('_', ' ')}: send, hold in the tray, or drop",
                )
                for name in AUTOMATIC_REPLIES
            ),
            seqs("release", "send these of the tray now, by the number of their record"),
            seqs("drop", "never send these of the tray"),
        ),
        examples=("policy settings_ack=hold ping_ack=drop", "policy release=41"),
        calls=(
            'policy(settings_ack="hold", ping_ack="drop")',
            "policy(release=41)",
        ),
    ),
    Verb(
        name="note",
        sentence="a remark in the journal",
        act=making.note,
        parameters=(tail("text", "the remark", Kind.TEXT, required=True),),
        tail="text",
        examples=("note here it hung yesterday",),
        calls=('note("here it hung yesterday")',),
    ),
)

HAND_VERBS = (
    Verb(
        name="hold",
        sentence="hold requests, so that a person answers instead of a script",
        parameters=(
            tail(
                "pattern",
                "a filter; all, which may be left out; off: no more",
                call_sentence="a filter; all, which may be left out; False: no more",
                required=False,
            ),
        ),
        tail="pattern",
        examples=("hold path:/x", "hold", "hold off"),
        calls=(
            'hold("path:/x")',
            "hold()",
            "hold(False)",
        ),
    ),
    Verb(
        name="release",
        sentence="let go what is held: a request to its script, a frame or a reply onto the wire",
        parameters=HELD,
        examples=("release", "release 3", "release all", "release seq=41,43"),
        calls=(
            "release()",
            "release(3)",
            'release("all")',
            "release(seq=[41, 43])",
        ),
    ),
    Verb(
        name="drop",
        sentence="let what is held never happen",
        parameters=HELD,
        examples=("drop 3", "drop replies", "drop seq=41"),
        calls=(
            "drop(3)",
            'drop("replies")',
            "drop(seq=41)",
        ),
    ),
    Verb(
        name="break",
        sentence="stop at what scripts send, before it leaves",
        parameters=(
            tail(
                "pattern",
                "a filter; all, which may be left out; off: no more",
                call_sentence="a filter; all, which may be left out; False: no more",
                required=False,
            ),
        ),
        tail="pattern",
        examples=("break type:HEADERS status:5xx", "break off"),
        calls=(
            'break_("type:HEADERS status:5xx")',
            "break_(False)",
        ),
    ),
    Verb(
        name="attach",
        sentence="let a handler script answer",
        parameters=(
            Parameter(
                name="file",
                kind=Kind.FILE,
                place=True,
                required=True,
                sentence="the script",
            ),
            Parameter(
                name="path",
                kind=Kind.TEXT,
                default="",
                sentence="requests for such paths only: * for anything but a slash, ** for all",
            ),
            number("connection", values.whole("a connection", JOURNAL), "only this one", 0),
            number("stream", values.whole("a stream", HIGHEST_STREAM), "only this one", 0),
            flag("once", "the next request only"),
        ),
        examples=("attach scripts/slow.py path=/slow/** once",),
        calls=('attach("scripts/slow.py", path="/slow/**", once=True)',),
    ),
    Verb(
        name="detach",
        sentence="take a handler script away",
        parameters=(
            Parameter(
                name="number",
                kind=Kind.NUMBER,
                read=values.whole("a binding's number", JOURNAL),
                place=True,
                required=True,
                sentence="what it is called by where scripts are listed",
            ),
        ),
        examples=("detach 2",),
        calls=("detach(2)",),
    ),
)
