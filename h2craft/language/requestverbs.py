"""The verbs of a client that make a whole request in one line. Data only; see `making.request`."""

from __future__ import annotations

from h2craft.actions import CraftedFrame, Door
from h2craft.language import making, values
from h2craft.language.parameters import FIELDS, PADDING
from h2craft.language.verb import Kind, Parameter, Values, Verb
from h2craft.wire import FrameType

STREAM = Parameter(
    name="stream",
    kind=Kind.STREAM,
    read=values.stream_or_new,
    sentence="the stream; the next one of ours (RFC 9113 5.1.1) if left out",
)
METHOD = Parameter(
    name="method",
    kind=Kind.METHOD,
    read=values.octets_of,
    place=True,
    required=True,
    choices=("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "CONNECT", "PATCH"),
    sentence="the method, which is the same in this very case only (RFC 9110 9.1)",
)
PATH = Parameter(
    name="path",
    kind=Kind.PATH,
    read=values.octets_of,
    place=True,
    begins="/*",
    sentence="path and query; that of the URL if left out",
)
BODY = Parameter(
    name="body",
    kind=Kind.OCTETS,
    read=values.octets_of,
    place=True,
    sentence='content, in DATA: "text", b"text", hex("00 ff"), file("path"), each with *N',
    call_sentence='content, in DATA: b"octets", "text", file("path")',
)
END = Parameter(
    name="end_stream",
    kind=Kind.FLAG,
    default=True,
    sentence="leave END_STREAM out: more of the request is to follow",
)
SCHEME = Parameter(
    name="scheme", kind=Kind.OCTETS, read=values.octets_of, sentence=":scheme; that of the URL"
)
AUTHORITY = Parameter(
    name="authority",
    kind=Kind.OCTETS,
    read=values.octets_of,
    sentence=":authority; that of the URL",
)
_REST = (FIELDS, BODY, END, STREAM, SCHEME, AUTHORITY, PADDING)


def _asking(
    name: str, section: str, sentence: str, examples: tuple[str, ...], calls: tuple[str, ...]
) -> Verb:
    """A verb that is a method."""
    method = name.upper().encode("ascii")

    def frames(given: Values) -> tuple[CraftedFrame, ...]:
        return making.request({**given, "method": method})

    return Verb(
        name=name,
        sentence=sentence,
        section=section,
        frame_type=FrameType.HEADERS,
        door=Door.LAWFUL,
        frame=frames,
        parameters=(PATH, *_REST),
        examples=examples,
        calls=calls,
        asks=True,
    )


REQUEST_VERBS = (
    Verb(
        name="request",
        sentence="a request of any method, on a stream of its own",
        section="8.3.1",
        frame_type=FrameType.HEADERS,
        door=Door.LAWFUL,
        frame=making.request,
        parameters=(METHOD, PATH, *_REST),
        examples=(
            "request OPTIONS *",
            'request method=PUT path=/x body=file("x.json") content-type=application/json',
            "request CONNECT authority=localhost:22 no_end_stream",
        ),
        calls=(
            'request("OPTIONS", "*")',
            'request("PUT", "/x", body=file("x.json"), content_type="application/json")',
            'request("CONNECT", authority="localhost:22", end_stream=False)',
        ),
        asks=True,
    ),
    _asking(
        "get",
        "9110 9.3.1",
        "a GET request, on a stream of its own",
        ("get /", "get /search?q=h2 accept=text/html", "get"),
        ('get("/")', 'get("/search?q=h2", accept="text/html")', "get()"),
    ),
    _asking(
        "head",
        "9110 9.3.2",
        "a HEAD request: its response has no content",
        ("head /",),
        ('head("/")',),
    ),
    _asking(
        "post",
        "9110 9.3.3",
        "a POST request with its content",
        ('post /form "a=1" content-type=application/x-www-form-urlencoded', "post / no_end_stream"),
        (
            'post("/form", "a=1", content_type="application/x-www-form-urlencoded")',
            'post("/", end_stream=False)',
        ),
    ),
    _asking(
        "put",
        "9110 9.3.4",
        "a PUT request with its content",
        ('put /x file("x.json")',),
        ('put("/x", file("x.json"))',),
    ),
    _asking(
        "delete",
        "9110 9.3.5",
        "a DELETE request",
        ("delete /x",),
        ('delete("/x")',),
    ),
)

REQUESTS = frozenset(verb.name for verb in REQUEST_VERBS)
