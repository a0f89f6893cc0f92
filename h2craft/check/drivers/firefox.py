"""Firefox as a driver: firefox.py PROGRAM HOME key=value...

A browser of its own for each run, without a screen, spoken to through Marionette, with a fresh
profile: it remembers hosts that are better asked by HTTP/1.1. It fetches as the browser itself
does, not as a page, so that the server sees the requests that were asked for and no others.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from typing import Any

START_SECONDS = 30.0
LOOK_SECONDS = 0.02
OFF = (
    "app.normandy.enabled",
    "app.update.enabled",
    "browser.safebrowsing.malware.enabled",
    "browser.safebrowsing.phishing.enabled",
    "browser.shell.checkDefaultBrowser",
    "browser.startup.couldRestoreSession.count",
    "datareporting.policy.dataSubmissionEnabled",
    "dom.push.connection.enabled",
    "extensions.getAddons.cache.enabled",
    "extensions.systemAddon.update.enabled",
    "dom.ipc.processPrelaunch.enabled",
    "media.gmp-manager.updateEnabled",
    "network.captive-portal-service.enabled",
    "network.connectivity-service.enabled",
    "network.http.http3.enable",
    "network.prefetch-next",
    "toolkit.telemetry.enabled",
)
SETTINGS: dict[str, Any] = {
    **dict.fromkeys(OFF, False),
    "marionette.port": 0,
    "browser.startup.page": 0,
    "browser.region.network.url": "",
    "services.settings.server": "data:,#remote-settings-dummy/v1",
    "network.dns.disablePrefetch": True,
    "network.trr.mode": 5,
    # Nothing leaves the machine.
    "network.proxy.type": 1,
    "network.proxy.http": "127.0.0.1",
    "network.proxy.http_port": 9,
    "network.proxy.ssl": "127.0.0.1",
    "network.proxy.ssl_port": 9,
    "network.proxy.no_proxies_on": "localhost,127.0.0.1",
    # A server on this machine is asked over HTTP/2 as any other is.
    "network.http.http2.enabled": True,
}
FETCH = """
const [job, done] = arguments;
const SHOWN = 1024;
const hex = octets => Array.from(octets, one => one.toString(16).padStart(2, '0')).join('');
const sleep = ms => new Promise(over => setTimeout(over, ms));
const body = job.size ? new Uint8Array(job.size).fill(98) : undefined;
const results = [];
async function one(n) {
  const made = {n, ok: false, status: null, length: 0, body: '', error: '', fields: null};
  const aborter = new AbortController();
  const limit = setTimeout(() => aborter.abort(), (job.cancel || job.timeout) * 1000);
  try {
    const response = await fetch(n % 2 && job.other ? job.other : job.url, {
      method: job.method, body, cache: 'no-store', signal: aborter.signal,
      credentials: job.cookies ? 'include' : 'omit'});
    made.status = response.status;
    made.fields = [...response.headers];
    if (job.slow) await sleep(job.slow * 1000);
    const shown = [];
    for (const reader = response.body && response.body.getReader(); reader;) {
      const {done: over, value} = await reader.read();
      if (over) break;
      made.length += value.length;
      if (shown.length < SHOWN) shown.push(...value.subarray(0, SHOWN - shown.length));
      made.body = hex(shown);
    }
    made.ok = true;
  } catch (error) { made.error = error.name + ': ' + error.message; }
  clearTimeout(limit);
  results.push(made);
}
const waiting = Array.from({length: job.requests}, (_, n) => n);
const lane = async () => { while (waiting.length) await one(waiting.shift()); };
// Asked several times before it has a connection, it makes as many: the first one is waited for.
async function connected() {
  const board = Cc['@mozilla.org/network/dashboard;1'].getService(Ci.nsIDashboard);
  for (let turn = 0; turn < 200; turn++) {
    const said = await new Promise(told => board.requestHttpConnections(told));
    if (said.connections.some(one => String(one.httpVersion).includes('2'))) return;
    await sleep(20);
  }
}
(async () => {
  const lanes = [lane()];
  if (job.parallel > 1) await connected();
  while (lanes.length < job.parallel) lanes.push(lane());
  await Promise.all(lanes);
  done(JSON.stringify(results));
})();
"""

GOODBYE = """
const [done] = arguments;
Services.obs.notifyObservers(null, 'net:prune-all-connections');
setTimeout(done, 50);
"""


class Browser:
    """A browser and its Marionette, until it is closed."""

    def __init__(self, program: str, home: str) -> None:
        self.profile = tempfile.mkdtemp(prefix="profile-", dir=os.getcwd())
        for name in os.listdir(home):
            shutil.copy(os.path.join(home, name), self.profile)
        with open(os.path.join(self.profile, "user.js"), "w") as file:
            for name, value in SETTINGS.items():
                file.write(f"user_pref({json.dumps(name)}, {json.dumps(value)});\n")
        self.process = subprocess.Popen(
            [
                program,
                "--headless",
                "--marionette",
                "--remote-allow-system-access",
                "--no-remote",
                "--profile",
                self.profile,
            ],
            env={**os.environ, "HOME": os.getcwd(), "MOZ_CRASHREPORTER_DISABLE": "1"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self._socket = socket.create_connection(("127.0.0.1", self._port()))
        self._file = self._socket.makefile("rb")
        self._number = 0
        self._next()

    def _port(self) -> int:
        """It writes where it listens to a file; nothing tells when."""
        end = time.monotonic() + START_SECONDS
        file = os.path.join(self.profile, "MarionetteActivePort")
        while time.monotonic() < end and self.process.poll() is None:
            with contextlib.suppress(OSError, ValueError), open(file) as opened:
                return int(opened.read())
            time.sleep(LOOK_SECONDS)
        raise RuntimeError("the browser did not start")

    def _next(self) -> Any:
        length = b""
        while (octet := self._file.read(1)) != b":":
            if not octet:
                raise RuntimeError("the browser has ended")
            length += octet
        return json.loads(self._file.read(int(length)))

    def ask(self, command: str, **params: Any) -> Any:
        self._number += 1
        told = json.dumps([0, self._number, command, params]).encode()
        self._socket.sendall(b"%d:" % len(told) + told)
        said = self._next()
        if said[2]:
            raise RuntimeError(f"{command}: {said[2]['error']}: {said[2]['message']}")
        return said[3]

    def close(self) -> None:
        """Let it say goodbye to its servers; to leave as a user leaves it takes seconds."""
        with contextlib.suppress(RuntimeError, OSError):
            self.ask("WebDriver:ExecuteAsyncScript", args=[], script=GOODBYE)
        self.process.kill()
        self.process.wait()
        shutil.rmtree(self.profile, ignore_errors=True)


def fetched(browser: Browser, job: dict[str, Any]) -> list[dict[str, Any]]:
    """What came of the requests."""
    browser.ask("WebDriver:NewSession", capabilities={})
    limit = (job["timeout"] + 2) * 1000 * max(1, job["requests"])
    browser.ask("WebDriver:SetTimeouts", script=int(limit))
    browser.ask("Marionette:SetContext", value="chrome")
    said = browser.ask("WebDriver:ExecuteAsyncScript", args=[job], script=FETCH)
    results: list[dict[str, Any]] = json.loads(said["value"])
    return results


def job_of(words: list[str]) -> dict[str, Any]:
    """The words, numbers as numbers."""
    told: dict[str, Any] = dict(word.split("=", 1) for word in words)
    for name in ("size", "requests", "parallel"):
        told[name] = int(told.get(name) or (0 if name == "size" else 1))
    for name in ("slow", "cancel", "timeout"):
        told[name] = float(told.get(name) or 0)
    told["cookies"] = told.get("cookies") == "1"
    return told


def trusting(home: str, cacert: str) -> None:
    """A folder with databases that trust the CA; each profile begins with a copy."""
    if os.path.isdir(home):
        return
    os.makedirs(os.path.dirname(home), exist_ok=True)
    made = tempfile.mkdtemp(dir=os.path.dirname(home))
    trust = [["-A", "-n", "ca", "-t", "C,,", "-i", cacert]] if cacert else []
    for more in (["-N", "--empty-password"], *trust):
        subprocess.run(["certutil", "-d", f"sql:{made}", *more], check=True, capture_output=True)
    try:
        os.rename(made, home)
    except OSError:  # somebody else was first
        shutil.rmtree(made, ignore_errors=True)


def say(told: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()


def main(program: str, home: str, words: list[str]) -> int:
    job = job_of(words)
    home += "-firefox"
    trusting(home, job.get("cacert", ""))
    try:
        browser = Browser(program, home)
        try:
            results = fetched(browser, job)
        finally:
            browser.close()
    except (RuntimeError, OSError) as error:
        say({"n": 0, "ok": False, "error": str(error)})
        return 1
    for one in results:
        say(one)
    return 0 if all(one["ok"] for one in results) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], sys.argv[3:]))
