"""Who we are in TLS: contexts with ALPN, the right leaf for each name, and the key log.

Knows certificates and the ssl module's contexts; the octets of a connection are pumped elsewhere.
"""

from __future__ import annotations

import ipaddress
import os
import re
import socket
import ssl
import tempfile
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from h2craft.engine.ca import Authority, load_authority
from h2craft.engine.errors import EngineError, reason
from h2craft.engine.keylog import KeyLog
from h2craft.engine.resealing import KeyKeeping

LEAF_CACHE = 64
LOOPBACK_NAMES = ("localhost", "127.0.0.1", "::1")
CIPHERS = "ECDHE+AESGCM:ECDHE+CHACHA20"  # TLS 1.2: what RFC 9113 9.2.2 leaves
ALPN_NONE = ("",)

_VERSIONS = {"1.2": ssl.TLSVersion.TLSv1_2, "1.3": ssl.TLSVersion.TLSv1_3}

_HOST_NAME = re.compile(r"(?=.{1,253}\Z)(?!-)[A-Za-z0-9_-]{1,63}(\.(?!-)[A-Za-z0-9_-]{1,63})*\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class TlsOptions:
    """How a listener identifies itself.

    certificate, key  PEM files of one's own; `key` None: the key is in `certificate` too. Without
                      `certificate` the private CA issues a leaf for every name a client asks for
    accept_http1      offer http/1.1 in ALPN as well, so that a client without HTTP/2 gets a
                      readable answer and not a failed handshake
    ca_folder         where the private CA is, in place of the user's data folder

    and for experiments, each empty or False for what is usual:

    version           the only one, "1.2" or "1.3"
    ciphers           OpenSSL's list for TLS 1.2, in place of what RFC 9113 9.2.2 leaves
    alpn              what is agreed to, the first that the client offers too; `ALPN_NONE`: nothing
    insists           HTTP/2 is spoken whatever ALPN has said
    names             those the leaf is issued for, whatever name a client asks for
    asks_later        a certificate can be asked for after the handshake (RFC 8446 4.6.2), and
                      handshake messages of one's own be put in
    """

    certificate: Path | None = None
    key: Path | None = None
    accept_http1: bool = True
    ca_folder: Path | None = None
    version: str = ""
    ciphers: str = ""
    alpn: tuple[str, ...] = ()
    insists: bool = False
    names: tuple[str, ...] = ()
    asks_later: bool = False

    def worded(self, words: Mapping[str, str]) -> TlsOptions:
        """The same with what these words say, as `Serve:` of a scenario does.

        tls=1.2|1.3, cipher=NAME:NAME, alpn=h2|http/1.1|none, speak=h2, cert=NAME+NAME,
        auth=post-handshake. EngineError for another word or value.
        """
        changes: dict[str, Any] = {}
        for word, value in words.items():
            reader = _WORDS.get(word)
            if reader is None:
                there_are = ", ".join(_WORDS)
                raise EngineError(f"no listener has {word!r}: there are {there_are}")
            changes |= reader(value)
        return replace(self, **changes)


class ServerIdentity:
    """The contexts of one listener. `context` is for connections whose name is not known yet.

    `keylog` is what they write their secrets to, if anything.
    """

    def __init__(self, options: TlsOptions, host: str = "", keylog: KeyLog | None = None) -> None:
        self._options = options
        self._keylog = keylog
        self._authority: Authority | None = None
        self._leaves: OrderedDict[str, ssl.SSLContext] = OrderedDict()
        if options.certificate is not None:
            self._names: frozenset[str] = frozenset()
            self.context = _own_context(options, keylog)
        else:
            self._authority = load_authority(options.ca_folder)
            names = dict.fromkeys(options.names or (*LOOPBACK_NAMES, *_extra_names(host)))
            self._names = frozenset(names)
            self.context = self._issue(*names)
            if not options.names:
                self.context.sni_callback = self._name_asked

    def for_address(self, address: str) -> ssl.SSLContext:
        """The context for a client that reached us at this address and may send no name."""
        fixed = self._authority is None or self._options.names
        return self.context if fixed else self._leaf(address)

    def _name_asked(
        self, tls: ssl.SSLObject, server_name: str | None, _: ssl.SSLContext
    ) -> int | None:
        if server_name:
            tls.context = self._leaf(server_name)
        return None

    def _leaf(self, name: str) -> ssl.SSLContext:
        """A context for `name`, which a stranger chose: bounded, and never an exception."""
        name = name.lower()
        if name in self._names or not _is_host(name):
            return self.context
        found = self._leaves.get(name)
        if found is not None:
            self._leaves.move_to_end(name)
            return found
        try:
            made = self._issue(name)
        except (ValueError, OSError):
            return self.context
        made.sni_callback = self._name_asked
        self._leaves[name] = made
        if len(self._leaves) > LEAF_CACHE:
            self._leaves.popitem(last=False)
        return made

    def _issue(self, *names: str) -> ssl.SSLContext:
        assert self._authority is not None
        context = server_context(self._options, self._keylog)
        with tempfile.TemporaryDirectory(prefix="h2craft-") as folder:
            path = Path(folder, "leaf.pem")  # the ssl module loads keys from files alone
            path.write_bytes(self._authority.issue(*names))
            context.load_cert_chain(path)
        return context


def server_context(options: TlsOptions, keylog: KeyLog | None = None) -> ssl.SSLContext:
    """A context for HTTP/2 servers, RFC 9113 9.2, without a certificate yet."""
    kind = KeyKeeping if options.asks_later else ssl.SSLContext
    context = kind(ssl.PROTOCOL_TLS_SERVER)
    limit_tls(context, options.version, options.ciphers)
    usual = ("h2", "http/1.1") if options.accept_http1 else ("h2",)
    alpn = options.alpn or usual
    if alpn != ALPN_NONE:
        context.set_alpn_protocols(list(alpn))
    log_keys(context, keylog)
    if isinstance(context, KeyKeeping):
        _ask_later(context)
    return context


def limit_tls(context: ssl.SSLContext, version: str, ciphers: str) -> None:
    """To what RFC 9113 9.2 leaves, or to this one version, "1.2" or "1.3", and these ciphers."""
    if version not in {"", *_VERSIONS}:
        raise EngineError(f"{version!r} is none of {', '.join(_VERSIONS)}")
    context.minimum_version = _VERSIONS[version or "1.2"]
    if version:
        context.maximum_version = _VERSIONS[version]
    context.options |= ssl.OP_NO_COMPRESSION | ssl.OP_NO_RENEGOTIATION  # RFC 9113 9.2.1
    _set_ciphers(context, ciphers)


def _ask_later(context: KeyKeeping) -> None:
    context.keep()
    if context.maximum_version is not ssl.TLSVersion.TLSv1_2:  # there it would be asked at once
        context.post_handshake_auth, context.verify_mode = True, ssl.CERT_OPTIONAL


def _set_ciphers(context: ssl.SSLContext, ciphers: str) -> None:
    try:
        # Level 0 has OpenSSL offer what is no longer thought safe, where it still knows it.
        context.set_ciphers(f"{ciphers}:@SECLEVEL=0" if ciphers else CIPHERS)
    except ssl.SSLError as error:
        raise EngineError(f"OpenSSL knows no cipher {ciphers!r}") from error


def log_keys(context: ssl.SSLContext, keylog: KeyLog | None = None) -> None:
    """Honour SSLKEYLOGFILE, as curl and the browsers do; by way of `keylog` where there is one."""
    path = os.environ.get("SSLKEYLOGFILE")
    if keylog is not None:
        keylog.join(context)
    elif path:
        try:
            context.keylog_filename = path
        except OSError as error:
            raise EngineError(f"cannot write the key log {path}: {reason(error)}") from error


def _own_context(options: TlsOptions, keylog: KeyLog | None) -> ssl.SSLContext:
    assert options.certificate is not None
    context = server_context(options, keylog)
    load_identity(context, options.certificate, options.key)
    return context


def load_identity(context: ssl.SSLContext, certificate: Path, key: Path | None) -> None:
    """The certificate we show; `key` None: it is in the same file. EngineError, with the file."""
    pem = _pem(certificate, "certificate", b"CERTIFICATE-----")
    if key is not None:
        _pem(key, "key", b"PRIVATE KEY-----")
    elif b"PRIVATE KEY-----" not in pem:
        raise EngineError(f"{certificate} holds no private key, and no key file was given")
    try:
        # The empty password keeps OpenSSL from asking for one on the terminal.
        context.load_cert_chain(certificate, key, password=lambda: b"")
    except ssl.SSLError as error:
        if error.reason == "KEY_VALUES_MISMATCH":
            text = f"the key {key or certificate} does not belong to the certificate {certificate}"
        else:
            text = f"cannot use the certificate {certificate} with the key {key or certificate}: "
            text += (error.reason or "not understood").replace("_", " ").lower()
        raise EngineError(text) from error


def _pem(path: Path, what: str, mark: bytes) -> bytes:
    try:
        pem = path.read_bytes()
    except OSError as error:
        raise EngineError(f"cannot read the {what} {path}: {reason(error)}") from error
    if mark not in pem:
        raise EngineError(f"{path} holds no PEM {what}")
    if b"ENCRYPTED" in pem:
        raise EngineError(f"{path} is encrypted: give a key without a password")
    return pem


def _extra_names(host: str) -> tuple[str, ...]:
    """Names beside the loopback's by which this listener will be called."""
    if host in {"", "0.0.0.0", "::"}:
        machine = socket.gethostname().lower()
        return (machine,) if _is_host(machine) else ()
    return (host.lower(),) if _is_host(host) else ()


def _is_host(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return _HOST_NAME.match(name) is not None
    return True


def _one_of(name: str, values: Mapping[str, Any]) -> Callable[[str], dict[str, Any]]:
    def read(value: str) -> dict[str, Any]:
        if value not in values:
            raise EngineError(f"{value!r} is none of {', '.join(values)}")
        return {name: values[value]}

    return read


_WORDS: Mapping[str, Callable[[str], dict[str, Any]]] = {
    "tls": _one_of("version", {version: version for version in _VERSIONS}),
    "cipher": lambda value: {"ciphers": value},
    "alpn": _one_of("alpn", {"h2": ("h2",), "http/1.1": ("http/1.1",), "none": ALPN_NONE}),
    "speak": _one_of("insists", {"h2": True}),
    "cert": lambda value: {"names": tuple(value.split("+"))},
    "auth": _one_of("asks_later", {"post-handshake": True}),
}
