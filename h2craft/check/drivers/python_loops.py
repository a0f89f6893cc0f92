"""Python clients whose requests at the same time need a loop, not threads: pycurl, Qt, old hyper.

See `python_driver`.
"""

from __future__ import annotations

import time
from urllib.parse import urlsplit

from python_driver import Answer, latin, words_of


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
