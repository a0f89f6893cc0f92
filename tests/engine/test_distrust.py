"""What each failure says; that real servers cause them is seen in test_dialing.py."""

from __future__ import annotations

import ssl
from pathlib import Path

import pytest

from h2craft.engine import Target
from h2craft.engine.distrust import distrust
from h2craft.engine.trust import Certificate

TARGET = Target.of("https://h.test")


def alert(reason: str) -> ssl.SSLError:
    error = ssl.SSLError(1, "failed")
    error.reason = reason
    return error


def verification(code: int, message: str = "unusual") -> ssl.SSLCertVerificationError:
    error = ssl.SSLCertVerificationError(1, "failed")
    error.reason, error.verify_code, error.verify_message = (
        "CERTIFICATE_VERIFY_FAILED",
        code,
        message,
    )
    return error


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("TLSV1_ALERT_NO_APPLICATION_PROTOCOL", "the server speaks none of what we offer by ALPN"),
        ("SSLV3_ALERT_HANDSHAKE_FAILURE", "the server finds nothing in common with us"),
        ("TLSV1_ALERT_PROTOCOL_VERSION", "the server does not speak the TLS we offer (TLS 1.2 and"),
        ("TLSV1_UNRECOGNIZED_NAME", "the server knows no h.test"),
        ("TLSV13_ALERT_CERTIFICATE_REQUIRED", "the server asks for a client certificate: give one"),
        ("WRONG_VERSION_NUMBER", "what the server sends is not TLS: does the port speak http?"),
        ("SOMETHING_ELSE", "TLS failed (SOMETHING_ELSE)"),
    ],
)
def test_an_alert_is_said_in_words_and_by_its_name(reason: str, said: str) -> None:
    told = distrust(alert(reason), TARGET, None)
    assert told.startswith(said) and told.endswith(f"({reason})")


def test_an_alert_python_has_no_name_for_is_read_out_of_its_message() -> None:
    """Of Python 3.11; and it has none for what came after OpenSSL 1.1.1."""
    error = ssl.SSLError(1, "[SSL] tlsv1 alert no application protocol (_ssl.c:1006)")
    error.reason = ""
    told = distrust(error, TARGET, None)
    assert told.endswith("by ALPN (h2) (TLSV1_ALERT_NO_APPLICATION_PROTOCOL)")


def test_what_we_offered_is_in_the_words() -> None:
    target = Target.of("https://h.test", alpn=(), version="1.3")
    assert "by ALPN (nothing)" in distrust(alert("X_ALERT_NO_APPLICATION_PROTOCOL"), target, None)
    assert "(TLS 1.3)" in distrust(alert("X_ALERT_PROTOCOL_VERSION"), target, None)


def test_a_server_that_goes_away_has_said_nothing() -> None:
    assert "closed the connection" in distrust(None, TARGET, None)


@pytest.mark.parametrize("code", [2, 20, 21, 19])
def test_an_unknown_issuer_is_named_with_what_we_trust(code: int) -> None:
    target = Target.of("https://h.test", cacert=Path("ca.pem"))
    told = distrust(verification(code), target, Certificate(issuer="\x1b[31mCA"))
    assert told.startswith(
        "the certificate of h.test was issued by \\x1b[31mCA, who is not in ca.pem: give"
    )


def test_what_the_certificate_does_not_say_is_left_out() -> None:
    assert "but for nobody:" in distrust(verification(64), TARGET, None)
    assert distrust(verification(10), TARGET, None).startswith(
        "the certificate of h.test has expired: the server needs a new one"
    )
    assert distrust(verification(9), TARGET, None).startswith(
        "the certificate of h.test is not valid yet: is the clock right?"
    )
    assert "was issued by somebody, who is not trusted:" in distrust(verification(20), TARGET, None)


def test_anything_else_is_said_in_openssls_words() -> None:
    told = distrust(verification(23, "certificate revoked"), TARGET, None)
    assert told == (
        "the certificate of h.test is not trusted: certificate revoked; "
        "or --insecure takes it as it is"
    )
