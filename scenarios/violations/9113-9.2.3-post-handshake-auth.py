"""TLS asks for a certificate after the handshake.

TLS 1.3. Half a body, then a CertificateRequest; a client that has offered to answer it is
asked in the regular way, any other without being prepared for it.

A good client ends the connection, by GOAWAY PROTOCOL_ERROR or by an alert of TLS, and reports
the request as failed. It shows nobody a certificate.

Case: 9113/9.2.3/post-handshake-auth
Level: MUST
Requires: A client treats a TLS 1.3 CertificateRequest after the handshake as a connection
error of type PROTOCOL_ERROR.
Needs: https
Strict: CE(PROTOCOL_ERROR)
Serve: tls=1.3, auth=post-handshake

RFC 9113 9.2.3, 5.4.1, RFC 8446 4.6.2
Tags: check, tls
"""

from h2craft.case import ProtocolError, violation

# RFC 8446 4.3.2: a context of two octets, and ecdsa_secp256r1_sha256
CERTIFICATE_REQUEST = bytes.fromhex("0d 00000d 02 6869 0008 000d 0004 0002 0403")


def main(request, response):
    with violation(response) as writer:
        try:
            writer.request_certificate()
        except ProtocolError:  # it has not offered to answer
            writer.write_tls_handshake(CERTIFICATE_REQUEST)
