"""Python's HTTP/2 clients as drivers: python_clients.py NAME key=value...

The words and the lines it prints are those of all drivers: a JSON object for each request.
"""

from __future__ import annotations

import ssl
import sys

from python_driver import leave, main, words_of
from python_loops import Hyper, Pycurl, Qt


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
        more = {"target": b"*"} if job.asterisk else {}
        with self.client.stream(job.method, url, content=job.body, extensions=more) as response:
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


if __name__ == "__main__":
    leave(main(CLIENTS, sys.argv[1], sys.argv[2:]))
