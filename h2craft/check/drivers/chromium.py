"""Chromium as a driver: chromium.py PROGRAM NSSDB-HOME key=value...

A browser of its own for each run, without a screen, spoken to over pipes. A page that the browser
is given by us, not by the server, fetches; so the server sees the requests that were asked for and
no others. What went wrong is told by the network stack's own name for it.
"""

from __future__ import annotations

import base64
import contextlib
import fcntl
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

BASE = "/h2craft-base-page"
PAGE = base64.b64encode(b'<!doctype html><link rel="icon" href="data:,">').decode()
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-extensions",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--disable-client-side-phishing-detection",
    "--disable-features=HttpsUpgrades,OptimizationHints,MediaRouter,Translate",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
    "--remote-debugging-pipe",
)
FETCH = """
(async job => {
  const SHOWN = 1024;
  const hex = octets => Array.from(octets, one => one.toString(16).padStart(2, '0')).join('');
  const sleep = ms => new Promise(done => setTimeout(done, ms));
  const body = job.size ? new Uint8Array(job.size).fill(98) : undefined;
  const results = [];
  async function one(n) {
    const made = {n, ok: false, status: null, length: 0, body: '', error: '', fields: null};
    const aborter = new AbortController();
    const limit = setTimeout(() => aborter.abort(), (job.cancel || job.timeout) * 1000);
    try {
      const response = await fetch(n % 2 && job.other ? job.other : job.url, {
        method: job.method, body, cache: 'no-store', signal: aborter.signal,
        credentials: job.cookies ? 'include' : 'omit', mode: 'cors'});
      made.status = response.status;
      made.fields = [...response.headers];
      if (job.slow) await sleep(job.slow * 1000);
      const shown = [];
      for (const reader = response.body && response.body.getReader(); reader;) {
        const {done, value} = await reader.read();
        if (done) break;
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
  await Promise.all(Array.from({length: job.parallel}, async () => {
    while (waiting.length) await one(waiting.shift());
  }));
  return JSON.stringify(results);
})
"""


class Browser:
    """A browser and what it says, until it is closed."""

    def __init__(self, program: str, home: str) -> None:
        self.profile = tempfile.mkdtemp(prefix="profile-", dir=os.getcwd())
        theirs, self._out = os.pipe()
        self._in, its = os.pipe()

        def place() -> None:
            # 3 and 4 are what it reads and writes; one of these may be the other by now.
            reading, writing = (
                fcntl.fcntl(theirs, fcntl.F_DUPFD, 9),
                fcntl.fcntl(its, fcntl.F_DUPFD, 9),
            )
            os.dup2(reading, 3)
            os.dup2(writing, 4)

        self.process = subprocess.Popen(
            [program, *FLAGS, f"--user-data-dir={self.profile}", "about:blank"],
            env={**os.environ, "HOME": home},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            preexec_fn=place,
            close_fds=False,
        )
        os.close(theirs)
        os.close(its)
        self._said = self._lines()
        self._number = 0
        self.errors: list[str] = []

    def _lines(self) -> Iterator[dict[str, Any]]:
        kept = b""
        while octets := os.read(self._in, 1 << 16):
            *whole, kept = (kept + octets).split(b"\0")
            for one in whole:
                yield json.loads(one)

    def tell(self, method: str, session: str = "", **params: Any) -> int:
        """Ask for something; its number."""
        self._number += 1
        told: dict[str, Any] = {"id": self._number, "method": method, "params": params}
        if session:
            told["sessionId"] = session
        os.write(self._out, json.dumps(told).encode() + b"\0")
        return self._number

    def ask(self, method: str, session: str = "", **params: Any) -> dict[str, Any]:
        """What it answers, with what it says meanwhile dealt with."""
        number = self.tell(method, session, **params)
        for said in self._said:
            if said.get("id") == number:
                if "error" in said:
                    raise RuntimeError(f"{method}: {said['error'].get('message')}")
                return dict(said.get("result", {}))
            self.hear(said)
        raise RuntimeError("the browser has ended")

    def until(self, method: str) -> dict[str, Any]:
        """The next event of that name."""
        for said in self._said:
            self.hear(said)
            if said.get("method") == method:
                return dict(said["params"])
        raise RuntimeError("the browser has ended")

    def hear(self, said: dict[str, Any]) -> None:
        params = said.get("params", {})
        if said.get("method") == "Network.loadingFailed":
            self.errors.append(params.get("errorText", ""))
        elif said.get("method") == "Fetch.requestPaused":
            self.tell(
                "Fetch.fulfillRequest",
                said.get("sessionId", ""),
                requestId=params["requestId"],
                responseCode=200,
                responseHeaders=[{"name": "content-type", "value": "text/html"}],
                body=PAGE,
            )

    def close(self) -> None:
        with contextlib.suppress(OSError, RuntimeError):
            self.ask("Browser.close")
        try:
            self.process.wait(2)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.profile, ignore_errors=True)


def fetched(browser: Browser, job: dict[str, Any]) -> list[dict[str, Any]]:
    """What came of the requests."""
    target = browser.ask("Target.createTarget", url="about:blank")["targetId"]
    session = browser.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
    split = urlsplit(job["url"])
    base = f"{split.scheme}://{split.netloc}{BASE}"
    browser.ask("Fetch.enable", session, patterns=[{"urlPattern": base + "*"}])
    browser.ask("Network.enable", session)
    browser.ask("Page.enable", session)
    browser.ask("Page.navigate", session, url=base)
    browser.until("Page.loadEventFired")
    browser.errors.clear()
    said = browser.ask(
        "Runtime.evaluate",
        session,
        expression=f"({FETCH})({json.dumps(job)})",
        awaitPromise=True,
        returnByValue=True,
    )
    results: list[dict[str, Any]] = json.loads(said["result"]["value"])
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
    """A database with the CA, where the browser looks for one in that home."""
    folder = os.path.join(home, ".pki", "nssdb")
    if os.path.isdir(folder):
        return
    os.makedirs(home, exist_ok=True)
    made = tempfile.mkdtemp(dir=home)
    for more in (["-N", "--empty-password"], ["-A", "-n", "ca", "-t", "C,,", "-i", cacert]):
        subprocess.run(["certutil", "-d", f"sql:{made}", *more], check=True, capture_output=True)
    os.makedirs(os.path.dirname(folder), exist_ok=True)
    try:
        os.rename(made, folder)
    except OSError:  # somebody else was first
        shutil.rmtree(made, ignore_errors=True)


def say(told: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(told) + "\n")
    sys.stdout.flush()


def main(program: str, home: str, words: list[str]) -> int:
    job = job_of(words)
    if job.get("cacert"):
        trusting(home, job["cacert"])
    browser = Browser(program, home)
    try:
        results = fetched(browser, job)
    except (RuntimeError, OSError) as error:
        say({"n": 0, "ok": False, "error": str(error)})
        return 1
    finally:
        browser.close()
    why = iter(browser.errors)
    for one in results:
        if not one["ok"]:
            one["error"] = " ".join(filter(None, (next(why, ""), one["error"])))
        say(one)
    return 0 if all(one["ok"] for one in results) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], sys.argv[3:]))
