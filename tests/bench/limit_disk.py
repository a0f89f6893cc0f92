"""A file system that fills up below the trace: what goes on, what is said, and what is left.

The file system is a tmpfs of a few MiB in a mount namespace of the server's own (`unshare`), so
that nothing has to be taken down afterwards; it is looked into by way of the process.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from lasting import send_frames, timed_get
from limited import MIB, Setting, figure, settled, title
from servers import Server, Unavailable

PLACE = "/mnt"
ROOM = 8  # MiB of the file system
FITS = 60_000  # frames
FILE = f"{PLACE}/full.h2trace"


def measure(setting: Setting) -> None:
    frames = min(setting.frames, 1_000_000)
    within = namespace()
    title(f"a file system of {ROOM} MiB, which the trace of {frames:,} frames fills")
    with Server("h2craft", setting.place, ("--trace", FILE, "--keep", "4"), within) as server:
        filled(server, frames)
    title(f"one that is full after 1 MiB, and has room again after half of {FITS:,} frames")
    with Server("h2craft", setting.place, ("--trace", FILE), within) as server:
        filled(server, FITS, ballast=ROOM - 1)


def namespace() -> tuple[str, ...]:
    """The words before a command that give it the file system. Unavailable where that cannot be."""
    if shutil.which("unshare") is None:
        raise Unavailable("unshare is not installed (package util-linux)")
    rights = () if os.geteuid() == 0 else ("--user", "--map-root-user")
    script = f'mount -t tmpfs -o size={ROOM}m tmpfs {PLACE} && exec "$@"'
    words = ("unshare", *rights, "--mount", "--propagation", "private", "sh", "-c", script, "sh")
    tried = subprocess.run([*words, "true"], capture_output=True, text=True, check=False)
    if tried.returncode:
        raise Unavailable(f"no file system can be mounted here: {tried.stderr.strip()}")
    return words


def filled(server: Server, frames: int, *, ballast: int = 0) -> None:
    """Half of the frames, and the other half once the ballast of so many MiB is thrown off."""
    inside = Path(f"/proc/{server.pid}/root{PLACE}")
    (inside / "ballast").write_bytes(bytes(ballast * MIB))
    client = settled(server.tls, timeout=60)
    timed_get(client)
    rates = [send_frames(client, frames // 2)]
    (inside / "ballast").unlink()
    rates.append(send_frames(client, frames // 2))
    client.close()
    usage = server.usage()
    free = shutil.disk_usage(inside).free
    kept = records_in(inside / Path(FILE).name)
    code = server.stop()
    figure(
        "frames a second, of the first half and the second", f"{rates[0]:,.0f}, {rates[-1]:,.0f}"
    )
    figure("resident at most", f"{usage.peak / 1024:,.0f} MiB")
    figure("room left on it", f"{free / MIB:.1f} MiB")
    figure("records of it that are read from the file", kept)
    figure("exit status; and what was said", f"{code}")
    for line in server.said:
        if "journal" in line:
            print(f"    {line}")


def records_in(path: Path) -> str:
    from h2craft.trace import TraceReader

    with TraceReader(path) as reader:
        count = sum(1 for _ in reader)
        return f"{count:,}; {reader.damage or 'nothing of it is damaged'}"
