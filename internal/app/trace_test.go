package app

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
)

// TestRequestsAreTraced looks at what a collector gets: the route, the caller's trace, and not the address.
func TestRequestsAreTraced(t *testing.T) {
	var (
		mu  sync.Mutex
		got bytes.Buffer
	)
	collector := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		io.Copy(&got, r.Body)
	}))
	defer collector.Close()
	t.Setenv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.URL)
	tr := newTrial(t)
	var err error
	if tr.trace, err = newTracing(t.Context()); err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest("GET", "/shared/canary-token", nil)
	trace := []byte{0x4b, 0xf9, 0x2f, 0x35, 0x77, 0xb3, 0x4d, 0xa6, 0xa3, 0xce, 0x92, 0x9d, 0x0e, 0x0e, 0x47, 0x36}
	r.Header.Set("Traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01")
	tr.handler.ServeHTTP(httptest.NewRecorder(), r)
	if err := tr.trace.stop(t.Context()); err != nil {
		t.Fatal(err)
	}
	mu.Lock()
	defer mu.Unlock()
	for what, b := range map[string][]byte{"route": []byte("GET /shared/{token}"), "trace": trace, "status": []byte("http.response.status_code"), "service": []byte("commons")} {
		if !bytes.Contains(got.Bytes(), b) {
			t.Errorf("the span has no %s", what)
		}
	}
	if bytes.Contains(got.Bytes(), []byte("canary")) {
		t.Error("the span tells an address that opens something")
	}
}
