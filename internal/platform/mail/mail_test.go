package mail_test

import (
	"bytes"
	"io"
	"mime"
	"mime/multipart"
	netmail "net/mail"
	"strings"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/platform/clock"
	"learningcommons.dev/commons/internal/platform/mail"
)

var noon = time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)

func TestALetterOnTheWire(t *testing.T) {
	m := mail.Message{To: "ada@example.org", ToName: "Ada Example\r\nBcc: evil@example.org", Subject: "Sí: your seat\r\nX-Evil: 1", Text: "Hello.\nSee you.",
		Calendar: []byte("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"), CalendarMethod: "REQUEST", Key: "0198.mail"}
	var wire bytes.Buffer
	if err := mail.WriteTo(&wire, m, "commons@example.org", "Learning Commons", noon); err != nil {
		t.Fatal(err)
	}
	parsed, err := netmail.ReadMessage(bytes.NewReader(wire.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	h := parsed.Header
	if h.Get("X-Evil") != "" || h.Get("Bcc") != "" {
		t.Error("a line break in a name or subject made a header")
	}
	if got := h.Get("Message-Id"); got != "<0198.mail@example.org>" {
		t.Errorf("Message-ID %q", got)
	}
	subject, err := new(mime.WordDecoder).DecodeHeader(h.Get("Subject"))
	if err != nil || subject != "Sí: your seat X-Evil: 1" {
		t.Errorf("subject %q, %v", subject, err)
	}
	_, params, err := mime.ParseMediaType(h.Get("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	parts := multipart.NewReader(parsed.Body, params["boundary"])
	var types []string
	for {
		p, err := parts.NextPart()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		types = append(types, p.Header.Get("Content-Type"))
	}
	if len(types) != 2 || !strings.Contains(types[1], "method=REQUEST") {
		t.Errorf("parts %q", types)
	}
}

func TestAnAddressThatIsNoneIsRefused(t *testing.T) {
	b := &mail.Box{Clock: clock.NewFake(noon)}
	if err := b.Send(t.Context(), mail.Message{To: "not an address", Subject: "x", Text: "x", Key: "k"}); err == nil {
		t.Error("it was taken")
	}
}

func TestTheBoxTakesARepeatedLetterOnce(t *testing.T) {
	b := &mail.Box{Clock: clock.NewFake(noon)}
	for range 3 {
		if err := b.Send(t.Context(), mail.Message{To: "a@example.org", Subject: "x", Text: "x", Key: "same"}); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(b.Letters("A@example.org")); n != 1 {
		t.Errorf("%d letters", n)
	}
}
