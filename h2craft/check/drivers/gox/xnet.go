// golang.org/x/net/http2 by itself.
package main

import (
	"crypto/tls"
	"net"
	"net/http"
	"runtime"
	"strings"

	"golang.org/x/net/http2"
)

func transport() http.RoundTripper {
	made := &http2.Transport{TLSClientConfig: tlsConfig()}
	if strings.HasPrefix(told["url"], "http:") {
		made.AllowHTTP = true
		made.DialTLS = func(network, address string, _ *tls.Config) (net.Conn, error) {
			return net.Dial(network, address)
		}
	}
	return made
}

func version() map[string]string {
	return map[string]string{"client": "x/net/http2 in Go " + strings.TrimPrefix(runtime.Version(), "go"), "engine": ""}
}
