//go:build go1.24

package main

import "net/http"

func cleartext(made *http.Transport) {
	made.Protocols = new(http.Protocols)
	made.Protocols.SetUnencryptedHTTP2(true)
}
