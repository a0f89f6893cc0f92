// What both Go drivers share: the words, the lines, the requests. They differ in transport().
package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptrace"
	"net/textproto"
	"os"
	"strconv"
	"strings"
	"sync"
	"time"
)

const shown = 1024

var (
	told     = map[string]string{}
	printing sync.Mutex
	good     = true
)

func number(name string, otherwise int) int {
	if n, err := strconv.Atoi(told[name]); err == nil {
		return n
	}
	return otherwise
}

func seconds(name string) time.Duration {
	s, _ := strconv.ParseFloat(told[name], 64)
	return time.Duration(s * float64(time.Second))
}

type answer struct {
	N             int         `json:"n"`
	Ok            bool        `json:"ok"`
	Status        *int        `json:"status"`
	Length        int         `json:"length"`
	Body          string      `json:"body"`
	Error         string      `json:"error"`
	Fields        [][2]string `json:"fields"`
	Trailers      [][2]string `json:"trailers"`
	Informational []int       `json:"informational"`
}

// An octet is a character here, as in the other drivers.
func latin(s string) string {
	out := make([]rune, 0, len(s))
	for _, octet := range []byte(s) {
		out = append(out, rune(octet))
	}
	return string(out)
}

func pairs(fields http.Header) [][2]string {
	var out [][2]string
	for name, values := range fields {
		for _, value := range values {
			out = append(out, [2]string{latin(strings.ToLower(name)), latin(value)})
		}
	}
	return out
}

func say(one any) {
	line, _ := json.Marshal(one)
	printing.Lock()
	defer printing.Unlock()
	os.Stdout.Write(append(line, '\n'))
}

func tlsConfig() *tls.Config {
	config := &tls.Config{}
	if file := told["cacert"]; file != "" {
		pem, _ := os.ReadFile(file)
		config.RootCAs = x509.NewCertPool()
		config.RootCAs.AppendCertsFromPEM(pem)
	}
	return config
}

// A body that can be read again where the client has to send it again.
func content() io.Reader {
	size := number("size", 0)
	if size == 0 {
		return nil
	}
	return bytes.NewReader(bytes.Repeat([]byte("0123456789abcdef"), size/16+1)[:size])
}

func ask(client *http.Client, n int) {
	made := answer{N: n, Informational: []int{}}
	err := exchange(client, n, &made)
	if err != nil {
		made.Error = fmt.Sprintf("%T: %v", err, err)
	}
	made.Ok = err == nil
	say(made)
	if err != nil {
		printing.Lock()
		good = false
		printing.Unlock()
	}
}

func exchange(client *http.Client, n int, made *answer) error {
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	if wait := seconds("cancel"); wait > 0 {
		time.AfterFunc(wait, stop)
	}
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		Got1xxResponse: func(code int, _ textproto.MIMEHeader) error {
			made.Informational = append(made.Informational, code)
			return nil
		},
	})
	url := told["url"]
	if n%2 == 1 && told["other"] != "" {
		url = told["other"]
	}
	request, err := http.NewRequestWithContext(ctx, told["method"], url, content())
	if err != nil {
		return err
	}
	if told["trailers"] == "1" {
		if request.Body == nil {
			request.Body = io.NopCloser(strings.NewReader("with trailers\n"))
		}
		request.ContentLength = -1 // trailers need a body whose end is not known
		request.Trailer = http.Header{"X-Trailer": {"sent"}}
	}
	if told["asterisk"] == "1" {
		request.URL.Opaque = "*"
	}
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	defer response.Body.Close()
	made.Status, made.Fields = &response.StatusCode, pairs(response.Header)
	time.Sleep(seconds("slow"))
	piece, kept := make([]byte, 1<<15), []byte{}
	for {
		count, err := response.Body.Read(piece)
		made.Length += count
		if room := shown - len(kept); room > 0 {
			kept = append(kept, piece[:min(room, count)]...)
		}
		made.Body = hex.EncodeToString(kept)
		if err == io.EOF {
			made.Trailers = pairs(response.Trailer)
			return nil
		}
		if err != nil {
			return err
		}
	}
}

func lane(client *http.Client, numbers <-chan int, done *sync.WaitGroup) {
	defer done.Done()
	for n := range numbers {
		ask(client, n)
	}
}

func main() {
	for _, word := range os.Args[1:] {
		if name, value, found := strings.Cut(word, "="); found {
			told[name] = value
		}
	}
	if len(os.Args) > 1 && os.Args[1] == "version" {
		say(map[string]map[string]string{"version": version()})
		return
	}
	client := &http.Client{Transport: transport(), Timeout: seconds("timeout")}
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return nil }
	if told["cookies"] == "1" {
		client.Jar, _ = cookiejar.New(nil)
	}
	numbers := make(chan int)
	var done sync.WaitGroup
	for range make([]struct{}, number("parallel", 1)) {
		done.Add(1)
		go lane(client, numbers, &done)
	}
	for n := 0; n < number("requests", 1); n++ {
		numbers <- n
	}
	close(numbers)
	done.Wait()
	client.CloseIdleConnections()
	// What is said in the last moment leaves before the process does.
	time.Sleep(30 * time.Millisecond)
	if !good {
		os.Exit(1)
	}
}

func min(a, b int) int {
	if a < b {
		return a
	}
	return b
}
