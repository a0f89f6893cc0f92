from __future__ import annotations

import ssl

from h2craft.engine.troubles import tls_reason


def test_an_alert_is_put_in_words() -> None:
    error = ssl.SSLError(1, "[SSL: TLSV1_ALERT_UNKNOWN_CA] tlsv1 alert unknown ca")
    error.reason = "TLSV1_ALERT_UNKNOWN_CA"
    assert tls_reason(error).startswith("the client does not trust our certificate")


def test_what_has_no_words_is_named() -> None:
    error = ssl.SSLError(1, "something")
    error.reason = "BIZARRE"
    assert tls_reason(error) == "TLS failed: BIZARRE"
    assert "closed the connection" in tls_reason(None)
