"""Records the trace the snapshot tests are of: `python tests/pictures/record.py`.

Real clients against the real server, as for the pictures, but small: windows of 4 KiB, and a short
film. Every snapshot is new afterwards, so do it only where the trace lacks something.
"""

from __future__ import annotations

import shutil
import sys
from concurrent.futures import Future
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))  # of this checkout, installed or not

from stage import ROOT, TRACE, Stage, missing, names_of_this_machine, staged, wait_for

from h2craft.actions import Reply
from h2craft.client.local import LocalClient
from h2craft.language import Context, parse
from h2craft.reader import Reader

TARGET = ROOT / "tests/tui/snapshots/shop.h2trace"
WINDOW = 4096
FILM = "(1 << 20)", "40"  # what film.py multiplies by, and by what here
MOST = 200 << 10


class Recorder:
    """Waits for what the journal says."""

    def __init__(self, client: LocalClient) -> None:
        self.client = client
        self.reader = Reader(client.records)

    def waits(self, pattern: str) -> int:
        """The seq of the newest record that matches, once there is one."""
        view = self.reader.view(pattern)

        def there() -> bool:
            self.reader.advance(10_000)
            while view.advance(10_000):
                pass
            return bool(view.count)

        wait_for(pattern, there)
        return int(view.seq_at(view.count - 1))

    def fires(self, connection: int, *lines: str) -> None:
        for line in lines:
            actions = parse(line, Context(connection=connection, stream_id=1)).actions
            self.done(self.client.submit(connection, *actions))

    @staticmethod
    def done(future: Future[Any]) -> None:
        if not (result := future.result(timeout=30)).accepted:
            raise SystemExit(f"refused: {result.reason}")


def talk(stage: Stage, client: LocalClient) -> None:
    """The session."""
    recorder = Recorder(client)
    film = stage.home / "handlers" / "film.py"
    film.write_text(film.read_text().replace(*FILM))
    stage.end_of(stage.curl("/hello.py?name=curl", "-o", "/dev/null"))
    recorder.waits("kind:CONNECTION_CLOSED conn:1")
    browser = stage.chromium("/index.html")
    recorder.waits("type:DATA dir:sent flag:END_STREAM path:/film.py")
    stage.end(browser)
    stage.end_of(stage.nghttp("/report.py"))
    stage.end_of(stage.curl("/invoice.py?item=saucer"))
    stage.end_of(stage.curl("/invoice.py?item=cup", "-H", "accept: text/csv"))
    recorder.done(client.set_policy({"window_update": Reply.HOLD}))
    (stage.home / "photos.tar").write_bytes(b"a photo of a teapot\n" * 3_000)
    stage.curl("/upload.py", "-T", "photos.tar")
    stuck = recorder.waits("kind:FRAME_HELD")
    recorder.done(client.comment(stuck, "held, so that the upload waits"))
    recorder.done(client.set_hold("path:/checkout"))
    stage.curl("/checkout", "-d", "item=teapot")
    held = client.records.get(recorder.waits("kind:REQUEST_HELD"))
    assert held is not None
    recorder.fires(
        held.connection,
        "headers 1 :status=402 content-type=text/plain",
        'data 1 "first one pays\\n"',
        "ping",
        'data 0 "on no stream" wire',
    )
    recorder.waits("type:GOAWAY dir:received code:PROTOCOL_ERROR")


def main() -> None:
    if lacking := missing():
        raise SystemExit(f"not installed: {', '.join(lacking)}")
    forbidden = names_of_this_machine()
    with staged() as stage:
        client = stage.serve(port=8443, h2c_port=8080, window=WINDOW)
        try:
            talk(stage, client)
        finally:
            client.close()
            stage.close()
        recorded = Path(TRACE).read_bytes()
        shown = [name for name in forbidden if name.encode() in recorded]
        if shown or len(recorded) > MOST:
            raise SystemExit(f"not kept: {len(recorded):,} octets, with {shown}")
        shutil.copy(TRACE, TARGET)


if __name__ == "__main__":
    main()
