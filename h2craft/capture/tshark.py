"""tshark: where it is, how it is asked for the segments of a capture, what it complains about.

Knows processes; nothing of HTTP/2. It is asked once, for everything: it puts TCP together where TLS
needs that, decrypts with the secrets in the capture and those it is given, and is told to leave
HTTP alone, so that what TLS carried comes out as the octets it was.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from h2craft.capture.errors import CaptureError
from h2craft.capture.packet import AGGREGATOR, FIELDS, Packet, packet_of

VARIABLE = "H2CRAFT_TSHARK"
MISSING = (
    "is a capture, and reading one takes tshark, which is not installed here: install it"
    " (apt install tshark, dnf install wireshark-cli, brew install wireshark),"
    f" or say in {VARIABLE} where it is"
)

_PREFERENCES = (
    "tcp.desegment_tcp_streams:TRUE",
    "tcp.reassemble_out_of_order:TRUE",
    "tcp.check_checksum:FALSE",  # a capture of the sender's has those its network card left open
    "tls.desegment_ssl_records:TRUE",
    "tls.desegment_ssl_application_data:TRUE",
)
_LEFT_ALONE = ("http", "http2")
_SEGMENTS = "tcp and not icmp and not icmpv6"  # what an ICMP error quotes was no segment
_CUT_SHORT = 2  # exit status where a capture ends in the middle of a packet


def find_tshark(environment: Mapping[str, str] = os.environ) -> str:
    """The program. Raises CaptureError, that says what to install, where there is none."""
    named = environment.get(VARIABLE, "")
    found = shutil.which(named or "tshark", path=environment.get("PATH"))
    if found is None and named:
        raise CaptureError(f"is a capture, and {VARIABLE}={named} is no program to read it with")
    if found is None:
        raise CaptureError(MISSING)
    return found


class Segments:
    """The TCP segments of a capture, in the order of the file. Iterate once.

    `damage` says afterwards what is wrong with the file; empty for nothing. Iterating raises
    CaptureError where there is nothing to be had of it.
    """

    def __init__(self, program: str, path: Path, keylog: Path | None = None) -> None:
        self.damage = ""
        self._command = command(program, path, keylog)

    def __iter__(self) -> Iterator[Packet]:
        environment = {**os.environ, "LC_ALL": "C.UTF-8"}
        with tempfile.TemporaryFile() as complaints:  # a pipe nobody reads would fill
            running = subprocess.Popen(
                self._command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=complaints,
                env=environment,
                text=True,
                encoding="utf-8",
                errors="backslashreplace",
            )
            try:
                yield from self._read(running)
            finally:
                if running.poll() is None:
                    running.terminate()
                running.wait()
            complaints.seek(0)
            self._judge(running.returncode, complaints.read().decode("utf-8", "replace"))

    def _read(self, running: subprocess.Popen[str]) -> Iterator[Packet]:
        assert running.stdout is not None
        with running.stdout as lines:
            for line in lines:
                try:
                    yield packet_of(line.rstrip("\n"))
                except (ValueError, IndexError) as error:
                    text = f"tshark has said what is not understood here: {line!r:.80}: {error}"
                    raise CaptureError(text) from error
        running.wait()

    def _judge(self, status: int, complaints: str) -> None:
        said = complaint(complaints)
        if status == 0:
            return
        if status == _CUT_SHORT and "cut short" in said:
            self.damage = said
            return
        raise CaptureError(f"cannot be read by tshark: {said or f'exit status {status}'}")


def command(program: str, path: Path, keylog: Path | None) -> list[str]:
    """The call that makes tshark print a line of `FIELDS` for each segment."""
    made = [program, "-n", "-r", str(path.absolute()), "-Y", _SEGMENTS]
    # TLS on any port: on what is none it does no harm, as segments come with their octets.
    made += ["-d", "tcp.port==1-65535,tls"]
    preferences = [*_PREFERENCES]
    if keylog is not None:
        preferences.append(f"tls.keylog_file:{keylog.absolute()}")
    for preference in preferences:
        made += ["-o", preference]
    for protocol in _LEFT_ALONE:
        made += ["--disable-protocol", protocol]
    made += ["-T", "fields", "-E", "separator=/t", "-E", f"aggregator={AGGREGATOR}"]
    made += ["-E", "occurrence=a", "-E", "quote=n"]
    for field in FIELDS:
        made += ["-e", field]
    return made


def complaint(text: str) -> str:
    """The last thing tshark says on standard error, in one line and without its name."""
    lines = [line.strip() for line in text.splitlines()]
    told = [line for line in lines if line and not line.startswith("Running as user")]
    return told[-1].removeprefix("tshark: ") if told else ""
