"""Python's HTTP/2 clients as drivers: python_clients.py NAME key=value...

Runs in whatever Python has the client, from 3.8 on, and knows nothing else of this project. The
words and the lines it prints are those of all drivers: a JSON object for each request.
"""

from __future__ import annotations

import json
import os
import ssl
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

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


class Httpx:
    """httpx on h2."""

    module = "httpx"
    packages = ("httpx", "h2")

    def __init__(self, job):
        httpx = __import__(self.module)
        self.client = httpx.Client(
            http1=job.tls,
            http2=True,
            verify=ssl.create_default_context(cafile=job.cacert) if job.tls else True,
            timeout=job.timeout,
            trust_env=False,
        )

    def ask(self, job, number, answer):
        url = job.address(number)
        if not job.cookies:
            self.client.cookies.clear()
        with self.client.stream(job.method, url, content=job.body) as response:
            answer.head(response.status_code, response.headers.raw)
            for octets in response.iter_raw():
                answer.take(octets)

    def close(self):
        self.client.close()


class Httpx2(Httpx):
    module = "httpx2"
    packages = ("httpx2", "h2")


class Niquests:
    """niquests on urllib3-future and jh2."""

    packages = ("niquests", "jh2")

    def __init__(self, job):
        import niquests

        self.session = niquests.Session(
            disable_http1=not job.tls, disable_http3=True, multiplexed=job.parallel > 1
        )
        self.session.trust_env = False
        self.session.verify = job.cacert or True

    def ask(self, job, number, answer):
        if not job.cookies:
            self.session.cookies.clear()
        response = self.session.request(
            job.method, job.address(number), data=job.body, timeout=job.timeout, stream=True
        )
        answer.head(response.status_code, response.raw.headers.items())
        for octets in response.raw.stream(1 << 14, decode_content=False):
            answer.take(octets)

    def ask_all(self, job, answers):
        """Requests of a multiplexed session are gathered, and read afterwards."""
        asked = []
        for answer in answers:
            try:
                asked.append(
                    self.session.request(
                        job.method,
                        job.address(answer.number),
                        data=job.body,
                        timeout=job.timeout,
                    )
                )
            except Exception as error:
                asked.append(error)
        good = True
        for answer, response in zip(answers, asked):
            try:
                if isinstance(response, Exception):
                    raise response
                self.session.gather(response)
                answer.head(response.status_code, response.headers.items())
                answer.take(response.content or b"")
                good = answer.end() and good
            except Exception as error:
                good = answer.end(words_of(error)) and good
        return good

    def close(self):
        self.session.close()


class Pycurl:
    """libcurl with the nghttp2 that pycurl's wheel brings."""

    packages = ("pycurl",)

    def __init__(self, job):
        import pycurl

        self.pycurl = pycurl
        self.curl = pycurl.Curl()

    @staticmethod
    def engine():
        import pycurl

        said = [part for part in pycurl.version.split() if part.startswith("nghttp2/")]
        return said[0].replace("/", " ") if said else ""

    def prepared(self, job, number, answer, curl):
        pycurl = self.pycurl
        curl.reset()
        answer.fields, answer.informational = [], []
        curl.setopt(pycurl.URL, job.address(number))
        if job.tls:
            curl.setopt(pycurl.CAINFO, job.cacert)
            curl.setopt(pycurl.HTTP_VERSION, pycurl.CURL_HTTP_VERSION_2TLS)
        else:
            curl.setopt(pycurl.HTTP_VERSION, pycurl.CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE)
        curl.setopt(pycurl.TIMEOUT_MS, int(job.timeout * 1000))
        curl.setopt(pycurl.PIPEWAIT, 1)
        if job.cookies:
            curl.setopt(pycurl.COOKIEFILE, "")
        if job.size:
            left = [job.body]

            def read(count):
                piece, left[0] = left[0][:count], left[0][count:]
                return piece

            curl.setopt(pycurl.POST, 1)
            curl.setopt(pycurl.POSTFIELDSIZE, job.size)
            curl.setopt(pycurl.READFUNCTION, read)
        if job.method == "HEAD":
            curl.setopt(pycurl.NOBODY, 1)
        elif job.method != ("POST" if job.size else "GET"):
            curl.setopt(pycurl.CUSTOMREQUEST, job.method)
        curl.setopt(pycurl.HEADERFUNCTION, lambda line: self.header(answer, line))
        until = [0.0]

        def write(octets):
            if job.slow and not until[0]:
                until[0] = time.monotonic() + job.slow
            if time.monotonic() < until[0]:
                answer.paused = until[0]
                return pycurl.WRITEFUNC_PAUSE
            answer.take(octets)
            return None

        curl.setopt(pycurl.WRITEFUNCTION, write)

    def header(self, answer, line):
        if line.startswith(b"HTTP/"):
            status = int(line.split()[1])
            if 100 <= status < 200:
                answer.informational.append(status)
            else:
                answer.status = status
        elif b":" in line and answer.status is not None:
            name, _, value = line.partition(b":")
            fields = answer.fields
            if getattr(answer, "headed", False):
                fields = answer.trailers = answer.trailers or []
            fields.append([latin(name), latin(value.strip())])
        elif not line.strip() and answer.status is not None:
            answer.headed = True

    def ask(self, job, number, answer):
        self.prepared(job, number, answer, self.curl)
        if not job.slow:
            self.curl.perform()
            return
        self.multi([(self.curl, answer)], raising=True)

    def multi(self, asked, raising=False):
        pycurl = self.pycurl
        multi = pycurl.CurlMulti()
        multi.setopt(pycurl.M_PIPELINING, pycurl.PIPE_MULTIPLEX)
        answers = {}
        for curl, answer in asked:
            multi.add_handle(curl)
            answers[curl] = answer
        good, left = True, len(asked)
        while left:
            multi.perform()
            for curl, answer in asked:
                if 0 < getattr(answer, "paused", 0) <= time.monotonic():
                    answer.paused = 0
                    curl.pause(pycurl.PAUSE_CONT)
            _, done, failed = multi.info_read()
            for curl in done:
                left -= 1
                good = (raising or answers[curl].end()) and good
            for curl, code, text in failed:
                left -= 1
                if raising:
                    raise pycurl.error(code, text)
                good = answers[curl].end("pycurl.error: (%d, %r)" % (code, text)) and good
            multi.select(0.05)
        for curl, _ in asked:
            multi.remove_handle(curl)
        return good

    def ask_all(self, job, answers):
        asked = []
        for answer in answers:
            curl = self.pycurl.Curl()
            self.prepared(job, answer.number, answer, curl)
            asked.append((curl, answer))
        return self.multi(asked)

    def close(self):
        self.curl.close()


class CurlCffi:
    """curl-impersonate: libcurl and nghttp2 on BoringSSL, as a browser."""

    packages = ("curl_cffi",)

    def __init__(self, job):
        from curl_cffi import CurlHttpVersion, requests

        self.session = requests.Session(
            verify=job.cacert or True,
            timeout=job.timeout,
            impersonate="chrome",
            http_version=None if job.tls else CurlHttpVersion.V2_PRIOR_KNOWLEDGE,
            trust_env=False,
        )

    @staticmethod
    def engine():
        from curl_cffi import Curl

        said = [part for part in Curl().version().decode().split() if part.startswith("nghttp2/")]
        return said[0].replace("/", " ") if said else ""

    def ask(self, job, number, answer):
        if not job.cookies:
            self.session.cookies.clear()
        response = self.session.request(job.method, job.address(number), data=job.body, stream=True)
        try:
            answer.head(response.status_code, response.headers.raw)
            for octets in response.iter_content():
                answer.take(octets)
        finally:
            response.close()

    def close(self):
        self.session.close()


class Pyreqwest:
    """reqwest: Rust's hyper and h2."""

    packages = ("pyreqwest",)

    def __init__(self, job):
        from datetime import timedelta

        from pyreqwest.client import SyncClientBuilder

        builder = SyncClientBuilder().timeout(timedelta(seconds=job.timeout)).http2(True)
        if job.tls:
            with open(job.cacert, "rb") as file:
                builder = builder.add_root_certificate_pem(file.read())
        else:
            builder = builder.http2_prior_knowledge()
        if job.cookies:
            builder = builder.default_cookie_store(True)
        self.client = builder.build()

    def ask(self, job, number, answer):
        request = self.client.request(job.method, job.address(number))
        if job.size:
            request = request.body_bytes(job.body)
        with request.build_streamed() as response:
            answer.head(response.status, response.headers.items())
            while True:
                octets = response.body_reader.read_chunk()
                if octets is None:
                    return
                answer.take(octets)

    def close(self):
        self.client.close()


class Primp:
    """A fork of Rust's h2, as a browser."""

    packages = ("primp",)

    def __init__(self, job):
        import primp

        self.client = primp.Client(
            ca_cert_file=job.cacert or None, timeout=job.timeout, http2_only=True
        )

    def ask(self, job, number, answer):
        response = self.client.request(job.method, job.address(number), content=job.body)
        answer.head(response.status_code, response.headers.items())
        answer.take(response.content)

    def close(self):
        pass


class Rnet:
    """wreq: another fork of Rust's h2."""

    packages = ("rnet",)

    def __init__(self, job):
        from pathlib import Path

        from rnet import BlockingClient, Method

        self.methods = Method
        self.client = BlockingClient(
            verify=Path(job.cacert) if job.tls else True,
            timeout=int(job.timeout),
            http2_only=True,
        )

    def ask(self, job, number, answer):
        more = {"body": job.body} if job.size else {}
        method = getattr(self.methods, job.method)
        response = self.client.request(method, job.address(number), **more)
        answer.head(int(str(response.status)) if response.status else 0)
        answer.take(response.bytes())

    def close(self):
        pass


class Impit:
    """A fork of reqwest, as a browser; it cannot be told of a CA."""

    packages = ("impit",)

    def __init__(self, job):
        import impit

        self.client = impit.Client(browser="chrome", verify=False, timeout=job.timeout)

    def ask(self, job, number, answer):
        response = self.client.request(job.method, job.address(number), content=job.body)
        answer.head(response.status_code, response.headers.items())
        answer.take(response.content)

    def close(self):
        pass


class TlsClient:
    """fhttp, a fork of Go's; it cannot be told of a CA."""

    packages = ("tls_client",)

    def __init__(self, job):
        import tls_client

        self.session = tls_client.Session(client_identifier="chrome_120")

    def ask(self, job, number, answer):
        response = self.session.execute_request(
            method=job.method,
            url=job.address(number),
            data=job.body,
            insecure_skip_verify=True,
            timeout_seconds=int(job.timeout),
        )
        answer.head(response.status_code, response.headers.items())
        answer.take(response.content)

    def close(self):
        self.session.close()


class Hyper:
    """hyper 0.7: what python-hyper was before h2."""

    packages = ("hyper",)
    one_thread = True

    def __init__(self, job):
        import hyper
        from hyper.tls import init_context

        place = urlsplit(job.url)
        more = {"secure": False}
        if job.tls:
            more = {"secure": True, "ssl_context": init_context(cert_path=job.cacert)}
        self.connection = hyper.HTTP20Connection(place.hostname, place.port, **more)
        self.path = place.path + ("?" + place.query if place.query else "")

    def started(self, job):
        return self.connection.request(job.method, self.path, body=job.body)

    def finished(self, stream, answer):
        response = self.connection.get_response(stream)
        answer.head(response.status, list(response.headers.items()))
        for octets in response.read_chunked(decode_content=False):
            answer.take(octets)

    def ask(self, job, number, answer):
        self.finished(self.started(job), answer)

    def ask_all(self, job, answers):
        good, asked = True, [(self.started(job), answer) for answer in answers]
        for stream, answer in asked:
            try:
                self.finished(stream, answer)
                good = answer.end() and good
            except Exception as error:
                good = answer.end(words_of(error)) and good
        return good

    def close(self):
        self.connection.close()


class Qt:
    """Qt's network access manager."""

    packages = ("PySide6_Essentials",)

    def __init__(self, job):
        from PySide6 import QtCore, QtNetwork

        self.core, self.net = QtCore, QtNetwork
        self.app = QtCore.QCoreApplication([])
        if job.tls:
            settings = QtNetwork.QSslConfiguration.defaultConfiguration()
            settings.setCaCertificates(QtNetwork.QSslCertificate.fromPath(job.cacert))
            QtNetwork.QSslConfiguration.setDefaultConfiguration(settings)
        self.manager = QtNetwork.QNetworkAccessManager()

    def reply(self, job, number, answer, ended):
        net = self.net
        attribute = net.QNetworkRequest.Attribute
        request = net.QNetworkRequest(self.core.QUrl(job.address(number)))
        request.setTransferTimeout(int(job.timeout * 1000))
        request.setAttribute(attribute.Http2AllowedAttribute, True)
        if not job.tls:
            request.setAttribute(attribute.Http2DirectAttribute, True)
        if not job.cookies:
            manual = net.QNetworkRequest.LoadControl.Manual
            request.setAttribute(attribute.CookieLoadControlAttribute, manual)
            request.setAttribute(attribute.CookieSaveControlAttribute, manual)
        if job.size:
            kind = net.QNetworkRequest.KnownHeaders.ContentTypeHeader
            request.setHeader(kind, "application/octet-stream")
        if job.slow:
            kept = 1 << 16
        reply = self.manager.sendCustomRequest(
            request, job.method.encode(), self.core.QByteArray(job.body or b"")
        )
        if job.slow:
            reply.setReadBufferSize(kept)

        def finish():
            answer.status = reply.attribute(attribute.HttpStatusCodeAttribute)
            answer.fields = [
                [latin(bytes(name.data())), latin(bytes(value.data()))]
                for name, value in reply.rawHeaderPairs()
            ]
            answer.take(bytes(reply.readAll().data()))
            bad = reply.error() != net.QNetworkReply.NetworkError.NoError
            # A status of 400 and more is no failure of the request.
            bad = bad and not (answer.status or 0) >= 400
            ended(answer.end(reply.error().name + ": " + reply.errorString() if bad else ""))

        def drain():
            reply.setReadBufferSize(0)
            reply.readyRead.connect(lambda: answer.take(bytes(reply.readAll().data())))
            answer.take(bytes(reply.readAll().data()))

        reply.finished.connect(finish)
        if job.slow:
            self.core.QTimer.singleShot(int(job.slow * 1000), drain)
        return reply

    def run(self, job):
        """All of them: `parallel` at the same time."""
        told, waiting, replies = [], list(range(job.requests)), []

        def next_one():
            if waiting:
                number = waiting.pop(0)
                replies.append(self.reply(job, number, Answer(job, number), ended))

        def ended(good):
            told.append(good)
            if len(told) == job.requests:
                self.app.quit()
            else:
                self.core.QTimer.singleShot(0, next_one)

        for _ in range(job.parallel):
            next_one()
        self.app.exec()
        return all(told)

    def close(self):
        pass


CLIENTS = {
    "httpx": Httpx,
    "httpx2": Httpx2,
    "niquests": Niquests,
    "pycurl": Pycurl,
    "curl_cffi": CurlCffi,
    "pyreqwest": Pyreqwest,
    "primp": Primp,
    "rnet": Rnet,
    "impit": Impit,
    "tls_client": TlsClient,
    "hyper": Hyper,
    "qt": Qt,
}


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


def version(name):
    from importlib import metadata

    made = CLIENTS[name]
    found = ["%s %s" % (package, metadata.version(package)) for package in made.packages]
    engine = made.engine() if hasattr(made, "engine") else found[-1]
    say({"version": {"client": found[0], "engine": engine}})


def main(name, words):
    if words == ["version"]:
        version(name)
        return 0
    job = Job(words)
    try:
        client = CLIENTS[name](job)
    except Exception as error:
        Answer(job, 0).end(words_of(error))
        return 1
    good = run(client, job)
    try:
        client.close()
    except Exception as error:
        sys.stderr.write("closing: %s\n" % words_of(error))
    return 0 if good else 1


if __name__ == "__main__":
    status = main(sys.argv[1], sys.argv[2:])
    sys.stdout.flush()
    os._exit(status)
