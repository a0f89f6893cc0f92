// net/http with the HTTP/2 it brings.
package main

import (
	"net/http"
	"runtime"
	"strings"
)

func transport() http.RoundTripper {
	made := &http.Transport{TLSClientConfig: tlsConfig(), ForceAttemptHTTP2: true}
	if strings.HasPrefix(told["url"], "http:") {
		cleartext(made)
	}
	return made
}

func version() map[string]string {
	return map[string]string{"client": "Go " + strings.TrimPrefix(runtime.Version(), "go"), "engine": "net/http of " + runtime.Version()}
}
