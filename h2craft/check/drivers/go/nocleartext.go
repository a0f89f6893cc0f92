//go:build !go1.24

package main

import (
	"net/http"
	"os"
)

func cleartext(*http.Transport) {
	os.Stderr.WriteString("HTTP/2 without TLS needs Go 1.24\n")
	os.Exit(2)
}
