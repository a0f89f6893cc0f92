"""`h2craft ca`: where the private CA is and how clients come to trust it. Knows no connection."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click

from h2craft.cli.errors import Failure

if TYPE_CHECKING:
    from h2craft.engine import Authority

RECIPES: tuple[tuple[str, str], ...] = (
    ("curl", "curl --cacert {ca} https://127.0.0.1:8443/"),
    ("Node", "NODE_EXTRA_CA_CERTS={ca} node client.mjs"),
    ("", "http2.connect('https://127.0.0.1:8443', {{ca: fs.readFileSync('{plain}')}})"),
    ("Java", "keytool -importcert -noprompt -alias h2craft -file {ca} \\"),
    ("", "  -keystore h2craft.p12 -storetype PKCS12 -storepass changeit"),
    ("", "java -Djavax.net.ssl.trustStore=h2craft.p12 \\"),
    ("", "  -Djavax.net.ssl.trustStorePassword=changeit Client.java"),
    ("Python", "SSL_CERT_FILE={ca} python client.py"),
    ("", "httpx.Client(http2=True, verify=ssl.create_default_context(cafile='{plain}'))"),
    ("Go", "SSL_CERT_FILE={ca} ./client"),
    ("Ruby", "SSL_CERT_FILE={ca} ruby client.rb"),
    ("Chromium", "mkdir -p ~/.pki/nssdb && certutil -d sql:$HOME/.pki/nssdb -N --empty-password"),
    ("", "certutil -d sql:$HOME/.pki/nssdb -A -n h2craft -t C,, -i {ca}"),
    ("Firefox", "certutil -d sql:PROFILE_FOLDER -A -n h2craft -t C,, -i {ca}"),
    ("Debian", "sudo cp {ca} /usr/local/share/ca-certificates/h2craft.crt"),
    ("", "sudo update-ca-certificates"),
    ("macOS", "security add-trusted-cert -r trustRoot -k ~/Library/Keychains/login.keychain-db \\"),
    ("", "  {ca}"),
)
"""Client and a line to copy; an empty name continues the one above; `{ca}` comes shell-quoted."""


@click.command(
    epilog="""\b
Examples:
  h2craft ca
  curl --cacert "$(h2craft ca --path)" https://127.0.0.1:8443/
  h2craft ca --pem > ca.pem

\b
Exit status: 0 done, 1 the CA cannot be made or read.
"""
)
@click.option("--path", "what", flag_value="path", help="Print the certificate's path, no more.")
@click.option("--pem", "what", flag_value="pem", help="Print the certificate itself, as PEM.")
def ca(what: str | None) -> None:
    """Show the private CA, and how to trust it in a client.

    The CA is made on first use and kept in your data folder (H2CRAFT_DATA overrides where); its
    key is readable by you alone. `h2craft serve` signs with it for any host name a client asks
    for.
    """
    from h2craft.engine import EngineError, load_authority

    try:
        authority = load_authority()
    except EngineError as error:
        raise Failure(str(error)) from error
    if what == "path":
        click.echo(str(authority.certificate))
    elif what == "pem":
        click.echo(authority.pem.decode("ascii"), nl=False)
    else:
        click.echo("\n".join([*_identity(authority), "", *_recipes(authority.certificate)]))


def _identity(authority: Authority) -> list[str]:
    from cryptography import x509
    from cryptography.hazmat.primitives.hashes import SHA256

    certificate = x509.load_pem_x509_certificate(authority.pem)
    octets = certificate.fingerprint(SHA256())
    since, until = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    return [
        f"certificate  {authority.certificate}",
        f"key          {authority.key}   (keep it to yourself: who has it can sign as any site)",
        f"subject      {certificate.subject.rfc4514_string()}",
        f"valid        {since:%Y-%m-%d} to {until:%Y-%m-%d}",
        f"SHA-256      {octets.hex(':').upper()}",
    ]


def _recipes(certificate: Path) -> list[str]:
    """The recipes, aligned, with this CA's path in them."""
    quoted, plain = shlex.quote(str(certificate)), str(certificate)
    lines = ["To trust it:", ""]
    for client, line in RECIPES:
        lines.append(f"  {client:<9}  {line.format(ca=quoted, plain=plain)}")
    lines += [
        "",
        "Remove it from a browser again with: certutil -d sql:$HOME/.pki/nssdb -D -n h2craft",
    ]
    return lines
