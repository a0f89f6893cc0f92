"""What the drivers in Python share: the words, the lines, the order of requests.

Runs in whatever Python has the client, from 3.8 on, and knows nothing else of this project.
"""

from __future__ import annotations

import json
import os
import ssl
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

SHOWN = 1024
BLOCK = b"0123456789abcdef" * 64

_printing = threading.Lock()


def say(told):
    with _printing:
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()


def latin(value):
    return value.decode("latin-1") if isinstance(value, (bytes, bytearray)) else str(value)


class Job:
    """The words, with what is not said filled in."""

    def __init__(self, words):
        told = dict(word.split("=", 1) for word in words)
        self.url = told["url"]
        self.other = told.get("other") or self.url
        self.cacert = told.get("cacert", "")
        self.method = told.get("method", "GET")
        self.size = int(told.get("size", 0))
        self.requests = int(told.get("requests", 1))
        self.parallel = int(told.get("parallel", 1))
        self.slow = float(told.get("slow", 0))
        self.cancel = float(told.get("cancel", 0))
        self.timeout = float(told.get("timeout", 20))
        self.cookies = told.get("cookies") == "1"
        self.asterisk = told.get("asterisk") == "1"
        self.tls = self.url.startswith("https:")

    @property
    def body(self):
        """None where there is none."""
        if not self.size:
            return None
        return (BLOCK * (self.size // len(BLOCK) + 1))[: self.size]

    def address(self, number):
        return self.other if number % 2 else self.url

    def context(self):
        context = ssl.create_default_context(cafile=self.cacert or None)
        context.set_alpn_protocols(["h2"])
        return context


class Answer:
    """What comes of one request, as it comes."""

    def __init__(self, job, number):
        self.job, self.number = job, number
        self.status = None
        self.fields = None
        self.trailers = None
        self.informational = None
        self.shown, self.length = b"", 0

    def head(self, status, fields=None):
        self.status = int(status)
        if fields is not None:
            self.fields = [[latin(name), latin(value)] for name, value in fields]
        if self.job.slow:
            time.sleep(self.job.slow)

    def take(self, octets):
        self.length += len(octets)
        if len(self.shown) < SHOWN:
            self.shown += bytes(octets[: SHOWN - len(self.shown)])

    def end(self, error=""):
        say(
            {
                "n": self.number,
                "ok": not error,
                "status": self.status,
                "length": self.length,
                "body": self.shown.hex(),
                "error": error,
                "fields": self.fields,
                "trailers": self.trailers,
                "informational": self.informational,
            }
        )
        return not error


def words_of(error):
    kind = type(error)
    return "%s.%s: %s" % (kind.__module__, kind.__name__, str(error)[:300])


def one(client, job, number):
    answer = Answer(job, number)
    try:
        client.ask(job, number, answer)
    except Exception as error:
        return answer.end(words_of(error))
    return answer.end()


def run(client, job):
    """Whether all went well."""
    if hasattr(client, "run"):
        return client.run(job)
    if job.parallel == 1:
        return all([one(client, job, number) for number in range(job.requests)])
    if hasattr(client, "ask_all"):
        answers = [Answer(job, number) for number in range(job.requests)]
        batches = [
            answers[start : start + job.parallel] for start in range(0, len(answers), job.parallel)
        ]
        return all([client.ask_all(job, batch) for batch in batches])
    with ThreadPoolExecutor(job.parallel) as pool:
        return all(list(pool.map(lambda number: one(client, job, number), range(job.requests))))


def version(made):
    from importlib import metadata

    found = ["%s %s" % (package, metadata.version(package)) for package in made.packages]
    engine = made.engine() if hasattr(made, "engine") else found[-1]
    say({"version": {"client": found[0], "engine": engine}})


def main(clients, name, words):
    """Ask as the words say; the exit status: 0 where all went well."""
    if words == ["version"]:
        version(clients[name])
        return 0
    job = Job(words)
    try:
        client = clients[name](job)
    except Exception as error:
        Answer(job, 0).end(words_of(error))
        return 1
    good = run(client, job)
    try:
        client.close()
    except Exception as error:
        sys.stderr.write("closing: %s\n" % words_of(error))
    return 0 if good else 1


def leave(status):
    """End without waiting for anybody: what there was to say is said."""
    sys.stdout.flush()
    os._exit(status)
