"""TLS handshake messages of one's own on an established connection, past OpenSSL.

Knows records and keys; no socket, no loop, no HTTP.

Theory of operation. OpenSSL does not say what RFC 9113 forbids: no HelloRequest of TLS 1.2 (9.2.1),
and no CertificateRequest after the handshake of TLS 1.3 (9.2.3) to a client that has not offered
to answer it. So such a message is encrypted here, with the keys of the connection, which the key
log tells, and put before the record that is written next. From then on OpenSSL counts its records
too low by one, and the number is part of each record's protection (RFC 8446 5.3, RFC 5246 6.2.3.3):
so each is decrypted, and encrypted again with the number it has now.
"""

from __future__ import annotations

import hmac
import os
import shutil
import ssl
import tempfile
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM, ChaCha20Poly1305

CHANGE_CIPHER_SPEC, HANDSHAKE, APPLICATION_DATA = 20, 22, 23
VERSION = b"\x03\x03"  # of every record since TLS 1.2
HEADER, TAG, EXPLICIT_NONCE = 5, 16, 8
RANDOM = slice(11, 43)  # of a hello that is the first of its record


class Renegotiation(ssl.SSLError):
    """The client has begun the handshake of TLS 1.2 anew."""

    reason = "the client begins the handshake anew"


class KeyKeeping(ssl.SSLContext):
    """A context whose connections' keys can be told: it logs them, if need be to a file that goes
    with it."""

    def keep(self) -> None:
        if not self.keylog_filename:
            folder = tempfile.mkdtemp(prefix="h2craft-")
            weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)
            self.keylog_filename = str(Path(folder, "keys"))


class Seal(Protocol):
    """How records are protected in one direction."""

    def seal(self, number: int, content_type: int, content: bytes) -> bytes: ...

    def open(self, number: int, record: bytes) -> tuple[int, bytes]: ...


class Resealer:
    """What a server writes, seen from where its handshake begins.

    Feed it all records: `hello` what comes before the handshake is over, `heard` what comes after,
    `out` what OpenSSL wants written. Nothing changes until something is put in.
    """

    def __init__(self) -> None:
        self._hello = b""
        self._server_random = b""
        self._numbered = 0  # of TLS 1.3: records since the handshake was over
        self._changed = 0  # of TLS 1.2: records since ChangeCipherSpec
        self._inserted = b""
        self._count = 0
        self._seal: Seal | None = None
        self._heard = b""
        self.secrets: list[bytes] = []  # lines of the key log, where somebody else takes them out

    def hello(self, octets: bytes | memoryview) -> None:
        self._hello += bytes(octets[: RANDOM.stop - len(self._hello)])
        self._heard += bytes(octets)
        self._heard = self._heard[sum(map(len, _records(self._heard))) :]

    def insert(self, tls: ssl.SSLObject, message: bytes) -> None:
        """Put a handshake message before what is written next. ValueError for a cipher suite that
        is not one of RFC 9113's."""
        if self._seal is None:
            lines = self.secrets or _logged(tls.context)
            self._seal = _seal_of(tls, self._hello[RANDOM], self._server_random, lines)
        self._inserted += self._seal.seal(self._number(tls) + self._count, HANDSHAKE, message)
        self._count += 1

    def _number(self, tls: ssl.SSLObject) -> int:
        """Of the record OpenSSL writes next, as it counts."""
        return self._numbered if tls.version() == "TLSv1.3" else self._changed

    def out(self, tls: ssl.SSLObject, ciphertext: bytes, *, established: bool) -> bytes:
        """What is to be written in place of these records."""
        made, self._inserted = [self._inserted], b""
        for record in _records(ciphertext):
            number = self._number(tls)
            self._see(record, established)
            if self._seal is None or number == self._number(tls):
                made.append(record)
                continue
            content_type, content = self._seal.open(number, record)
            made.append(self._seal.seal(number + self._count, content_type, content))
        return b"".join(made)

    def _see(self, record: bytes, established: bool) -> None:
        if not self._server_random:
            self._server_random = record[RANDOM]
        if record[0] == CHANGE_CIPHER_SPEC:
            self._changed = 0
        else:
            self._changed += 1
            self._numbered += established

    def heard(self, tls: ssl.SSLObject, ciphertext: bytes | memoryview) -> None:
        """Raises Renegotiation where TLS 1.2 shows a handshake record of the client."""
        if tls.version() != "TLSv1.2":
            return
        self._heard += bytes(ciphertext)
        records = list(_records(self._heard))
        self._heard = self._heard[sum(map(len, records)) :]
        if any(record[0] == HANDSHAKE for record in records):
            raise Renegotiation


def _records(octets: bytes) -> Iterator[bytes]:
    """The whole ones."""
    at = 0
    while len(octets) - at >= HEADER:
        end = at + HEADER + int.from_bytes(octets[at + 3 : at + HEADER], "big")
        if end > len(octets):
            return
        yield octets[at:end]
        at = end


# Keys


class Suite(NamedTuple):
    """Of a cipher: its hash, the octets of its key, and whether it is ChaCha20-Poly1305."""

    digest: str
    key_octets: int
    chacha: bool = False

    def aead(self, key: bytes) -> AESGCM | ChaCha20Poly1305:
        from cryptography.hazmat.primitives.ciphers import aead  # slow to import, and rare

        return aead.ChaCha20Poly1305(key) if self.chacha else aead.AESGCM(key)


_SUITES = {
    "TLS_AES_128_GCM_SHA256": Suite("sha256", 16),
    "TLS_AES_256_GCM_SHA384": Suite("sha384", 32),
    "TLS_CHACHA20_POLY1305_SHA256": Suite("sha256", 32, chacha=True),
    "AES128-GCM-SHA256": Suite("sha256", 16),
    "AES256-GCM-SHA384": Suite("sha384", 32),
    "CHACHA20-POLY1305": Suite("sha256", 32, chacha=True),
}
_LABELS = {"TLSv1.3": "SERVER_TRAFFIC_SECRET_0", "TLSv1.2": "CLIENT_RANDOM"}


def _seal_of(
    tls: ssl.SSLObject, client_random: bytes, server_random: bytes, lines: list[bytes]
) -> Seal:
    cipher, version = (tls.cipher() or ("",))[0], tls.version() or ""
    suite = next((one for name, one in _SUITES.items() if cipher.endswith(name)), None)
    if suite is None or version not in _LABELS:
        raise ValueError(f"nothing can be put into {version} with {cipher}")
    secret = _secret(lines, _LABELS[version], client_random)
    if version == "TLSv1.3":
        return _Tls13(suite, secret)
    return _Tls12(suite, secret, server_random + client_random)


def _logged(context: ssl.SSLContext) -> list[bytes]:
    return Path(context.keylog_filename or "").read_bytes().splitlines()


def _secret(lines: list[bytes], label: str, client_random: bytes) -> bytes:
    wanted = [label, client_random.hex()]
    for line in lines:
        *named, secret = line.decode("ascii").split(" ")
        if named == wanted:
            return bytes.fromhex(secret)
    raise ValueError("the keys of the connection are not known")


class _Tls13:
    """RFC 8446 5.2, 5.3, 7.3."""

    def __init__(self, suite: Suite, secret: bytes) -> None:
        self._aead = suite.aead(_expanded(suite, secret, b"key", suite.key_octets))
        self._iv = _expanded(suite, secret, b"iv", 12)

    def seal(self, number: int, content_type: int, content: bytes) -> bytes:
        inner = content + bytes((content_type,))
        header = _header(APPLICATION_DATA, len(inner) + TAG)
        return header + self._aead.encrypt(_nonce(self._iv, number), inner, header)

    def open(self, number: int, record: bytes) -> tuple[int, bytes]:
        header, sealed = record[:HEADER], record[HEADER:]
        inner = self._aead.decrypt(_nonce(self._iv, number), sealed, header).rstrip(b"\x00")
        return inner[-1], inner[:-1]


class _Tls12:
    """RFC 5246 6.2.3.3, 6.3, RFC 5288 3, RFC 7905 2."""

    def __init__(self, suite: Suite, master: bytes, randoms: bytes) -> None:
        salt_octets = 12 if suite.chacha else 4
        block = _prf(suite, master, b"key expansion" + randoms, 2 * (suite.key_octets + 12))
        keys, salts = block[: 2 * suite.key_octets], block[2 * suite.key_octets :]
        self._aead = suite.aead(keys[suite.key_octets :])
        self._salt = salts[salt_octets : 2 * salt_octets]
        self._explicit = 0 if suite.chacha else EXPLICIT_NONCE

    def seal(self, number: int, content_type: int, content: bytes) -> bytes:
        explicit = os.urandom(self._explicit)
        sealed = self._aead.encrypt(
            self._nonce(number, explicit), content, _counted(number, content_type, len(content))
        )
        return _header(content_type, len(explicit + sealed)) + explicit + sealed

    def open(self, number: int, record: bytes) -> tuple[int, bytes]:
        start = HEADER + self._explicit
        explicit, sealed = record[HEADER:start], record[start:]
        counted = _counted(number, record[0], len(sealed) - TAG)
        return record[0], self._aead.decrypt(self._nonce(number, explicit), sealed, counted)

    def _nonce(self, number: int, explicit: bytes) -> bytes:
        return self._salt + explicit if explicit else _nonce(self._salt, number)


def _header(content_type: int, length: int) -> bytes:
    return bytes((content_type,)) + VERSION + length.to_bytes(2, "big")


def _counted(number: int, content_type: int, length: int) -> bytes:
    return number.to_bytes(8, "big") + _header(content_type, length)


def _nonce(iv: bytes, number: int) -> bytes:
    return (int.from_bytes(iv, "big") ^ number).to_bytes(len(iv), "big")


def _expanded(suite: Suite, secret: bytes, label: bytes, octets: int) -> bytes:
    """HKDF-Expand-Label without a context, RFC 8446 7.1; of no more octets than the hash has."""
    label = b"tls13 " + label
    info = octets.to_bytes(2, "big") + bytes((len(label),)) + label + b"\x00\x01"
    return hmac.digest(secret, info, suite.digest)[:octets]


def _prf(suite: Suite, secret: bytes, seed: bytes, octets: int) -> bytes:
    """RFC 5246 5."""
    made, step = b"", seed
    while len(made) < octets:
        step = hmac.digest(secret, step, suite.digest)
        made += hmac.digest(secret, step + seed, suite.digest)
    return made[:octets]
