"""What the tour does itself: it starts the client, holds requests, and tidies up behind a step.

Knows the client's door and processes; no widget.
"""

from __future__ import annotations

import sys

from h2craft.session import Session
from h2craft.tui.tour.step import Tour
from h2craft.tui.tour.steps import CASES
from h2craft.tui.tour.visit import Visit
from h2craft.tui.tour.visitor import MISSING


class TourStage:
    """See the module, and `Stage` for what each is for.

    now      the process of this step; None where it has none
    trouble  why there is none, where there should be; empty for nothing wrong
    """

    def __init__(self, session: Session, tour: Tour) -> None:
        self.session = session
        self.tour = tour
        self.now: Visit | None = None
        self.trouble = ""
        self._ending: list[Visit] = []

    # For the steps

    def visit(self, path: str) -> None:
        visitor = self.tour.visitor
        about = self.session.client.about
        url = f"{about.urls[0].rstrip('/')}{path}"
        if visitor is None:
            self.trouble = f"{MISSING}. Or ask yourself for {url}"
            return
        self._start(visitor.command(url, str(about.ca_path)), visitor.line(url, "ca.pem"))

    def check(self) -> None:
        visitor = self.tour.visitor
        if visitor is None:
            self.trouble = f"{MISSING}. Then: h2craft check -- CLIENT {{url}}"
            return
        only = [word for case in CASES for word in ("--only", case)]
        words = [sys.executable, "-m", "h2craft", "check", *only, "--color", "never", "--"]
        client = visitor.command("{url}", "{cacert}")
        line = f"h2craft check --only ... -- {visitor.line()}"
        self._start((*words, *client), line, lines=len(CASES))

    def hold(self, pattern: str) -> None:
        if self.session.client.desk().hold is None:
            self.session.client.set_hold(pattern)

    def unbind(self) -> None:
        client = self.session.client
        for binding in client.desk().bindings:
            client.detach(binding.number)

    def let_go(self) -> None:
        self.unbind()
        client = self.session.client
        desk = client.desk()
        if desk.hold is not None:
            client.set_hold(None)
        for held in desk.requests:
            client.release_request(held.connection, held.stream_id)

    def tidy(self) -> None:
        self.trouble = ""
        if self.now is not None:
            self.now.stop()
            self._ending = [one for one in (*self._ending, self.now) if one.running]
            self.now = None

    # For the tour

    def close(self) -> None:
        """End all that was started, and wait till it has."""
        self.tidy()
        for one in self._ending:
            one.close()

    def _start(self, words: tuple[str, ...], line: str, *, lines: int = 1) -> None:
        self.tidy()
        self.now = Visit(words, line, self.tour.folder, lines=lines)
        self.trouble = self.now.trouble
