"""The session the pictures are of, scene by scene: what clients do, what a person does, and when
a picture is taken. The scenes of one app follow from one another; their order counts.
"""

from __future__ import annotations

from person import Person
from stage import Stage

from h2craft.actions import Reply


async def first(person: Person, stage: Stage) -> None:
    """Nobody has connected yet."""
    await person.settle()
    await person.take("first")


async def looking(person: Person, stage: Stage) -> None:
    """A browser, curl and nghttp; what is to be seen of them."""
    stage.chromium("/index.html")
    await person.sees("path:/film.py type:DATA")
    await person.settle()
    stage.nghttp("/report.py", "/items.py")
    await person.sees("kind:CONNECTION_CLOSED")
    stage.curl("/hello.py?name=curl", "-o", "/dev/null", stage.https + "/invoice.py?item=saucer")
    await person.sees("kind:HANDLER_RAISED")
    await person.settle()
    await person.go("connections")
    await person.press("E", "E")  # some are unfolded: all are folded first
    await person.select("type:HEADERS dir:received path:/hello.py")
    await person.take("workbench")
    await person.select("type:HEADERS dir:sent path:/items.py status:200")
    await person.view("Hex")
    await person.press("w", "w", "w", "w", "w", "w")
    await person.take("hex")
    await person.view("HPACK")
    await person.take("hpack")
    await person.select("type:DATA path:/film.py")
    await person.view("Windows")
    await person.take("windows")
    await person.select("type:DATA dir:received path:/order.py")
    await person.view("State")
    await person.take("state")
    await person.select("kind:HANDLER_RAISED")
    await person.view("Script")
    await person.take("script")
    await person.select("type:HEADERS dir:received path:/report.py")
    await person.press("L")
    await person.settle()
    await person.take("ladder")
    await person.press("escape")


async def holding(person: Person, stage: Stage) -> None:
    """Requests, scripts and replies are held, and one of them answered by hand."""
    await person.go("hands")
    await person.press("i")
    await person.type("path:/checkout")
    await person.press("enter")
    await person.press("b")
    await person.type("type:HEADERS path:/report.py")
    await person.press("enter")
    await person.settle()
    stage.curl("/report.py")
    await person.until("a script is stopped", lambda: person.session.desk.actions)
    await person.asked(person.session.client.set_policy({"window_update": Reply.HOLD}))
    (stage.home / "photos.tar").write_bytes(b"a photo of a teapot\n" * 20_000)
    stage.curl("/upload.py", "-T", "photos.tar")
    await person.until("its window is used up", lambda: person.session.desk.replies)
    stage.curl("/checkout", "-d", "item=teapot")
    await person.until("a request is held", lambda: person.session.desk.requests)
    await person.settle()
    await person.go("hands")
    await person.press("home")
    await person.settle()
    await person.take("hands")
    await person.press("t")
    await person.type("rep")
    await person.settle()
    await person.take("attach")
    await person.press("escape", "5")
    await person.select("type:DATA dir:received path:/upload.py")
    await person.view("Windows")
    await person.take("windows-upload")


async def composing(person: Person, stage: Stage) -> None:
    """The held request is answered by hand, then its connection is sent what is not lawful."""
    await person.select("type:HEADERS dir:received path:/checkout")
    await person.press("f2")
    await person.press("colon")
    await person.type("headers :status=402 content-type=text/plain x-by=hand")
    await person.pilot.pause(0.3)
    await person.settle()
    await person.take("compose")
    await person.press("f7")
    await person.type("goaway")
    await person.settle()
    await person.take("presets")
    await person.press("escape")
    await person.press("f9")
    await person.settle()
    await person.press("f2")
    await person.fire('data "first one pays\\n"')
    await person.fire("ping")
    await person.fire('data 0 "on no stream" wire')
    await person.sees("type:GOAWAY dir:received code:PROTOCOL_ERROR")
    await person.settle()
    await person.go("log")
    await person.settle()
    await person.take("log")
    await person.press("escape")
    await person.select("type:DATA dir:sent stream:0")
    await person.view("Explain")
    await person.take("explain")


async def recording(person: Person, stage: Stage) -> None:
    """The next request is answered by hand too, and that becomes a script."""
    await person.press("escape", "ctrl+r")
    stage.curl("/checkout", "-d", "item=teapot", "-b", "session=8b1f")
    await person.until("a request is held", lambda: person.session.desk.requests)
    await person.settle()
    await person.select("type:HEADERS dir:received path:/checkout")
    await person.fire("headers :status=402 content-type=text/plain")
    await person.fire('data "first one pays\\n" end_stream')
    await person.settle()
    await person.press("ctrl+r")
    await person.until("it is shown", lambda: getattr(person.app.screen, "kept", None))
    await person.settle()
    await person.take("recording")
    await person.press("f9")
    await person.until("it is saved", lambda: person.app.screen is person.app.workbench)


async def library(person: Person, stage: Stage) -> None:
    """A scenario is replayed to curl."""
    await person.press("escape", "R", "slash")
    await person.type("rst-mid-body")
    await person.press("enter", "r")
    await person.settle()
    stage.curl("/", "-o", "/dev/null")
    player = person.app.workbench.player
    await person.until("it is done", lambda: player.active and player.active.settled)
    await person.press("escape")
    await person.settle()
    await person.take("library")
    await person.press("x", "q")


async def manners(person: Person, stage: Stage) -> None:
    """What there is beside: palette, help, copying, another theme."""
    await person.asked(person.session.client.set_policy({"window_update": Reply.SEND}))
    await person.press("escape")
    await person.select("type:HEADERS dir:received path:/hello.py")
    await person.press("ctrl+p")
    await person.type("hold")
    await person.pilot.pause(0.5)
    await person.take("palette")
    await person.press("escape", "f1")
    await person.settle()
    await person.take("help")
    await person.press("escape", "y")
    await person.settle()
    await person.take("copy")
    await person.press("escape")
    await person.view("Fields")
    person.app.theme = "textual-light"
    await person.settle()
    await person.take("light")


async def narrow(person: Person, stage: Stage) -> None:
    """80 columns, 24 rows: one pane at a time."""
    await person.settle()
    await person.select("type:HEADERS dir:received path:/hello.py")
    await person.take("narrow")


async def monochrome(person: Person, stage: Stage) -> None:
    """NO_COLOR."""
    await person.settle()
    await person.select("type:HEADERS dir:received path:/hello.py")
    await person.take("monochrome")


async def saved(person: Person, stage: Stage) -> None:
    """`h2craft view`: the filter of the trace has a mistake."""
    await person.settle()
    await person.go("frames")
    await person.press("f")
    await person.type("type:DATA path:/film")
    await person.press("enter")
    await person.settle()
    await person.press("f", "end")
    await person.type(" (strem:1 or len:<99)")  # from "(" on it is none: the one before stays
    await person.settle()
    await person.take("view")
