package mail_test

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net"
	netmail "net/mail"
	"strings"
	"sync/atomic"
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

// A picture travels inside the letter, and the text says the same without it.
func TestALetterWithAPicture(t *testing.T) {
	m := mail.Message{To: "ada@example.org", Subject: "Your seat", Text: "Hello <Ada> & all.\n\nTicket:\nhttps://commons.example/t?a=1&b=2\n", Key: "k",
		Picture: &mail.Picture{Name: "ticket.png", PNG: []byte("\x89PNG picture"), Alt: `Code "7"`}, Calendar: []byte("BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")}
	var wire bytes.Buffer
	if err := mail.WriteTo(&wire, m, "commons@example.org", "Learning Commons", noon); err != nil {
		t.Fatal(err)
	}
	parsed, err := netmail.ReadMessage(&wire)
	if err != nil {
		t.Fatal(err)
	}
	parts := map[string]string{}
	ids := map[string]string{}
	var order []string
	var walk func(contentType, encoding, cid string, body io.Reader)
	walk = func(contentType, encoding, cid string, body io.Reader) {
		kind, params, err := mime.ParseMediaType(contentType)
		if err != nil {
			t.Fatal(err)
		}
		order = append(order, kind)
		if strings.HasPrefix(kind, "multipart/") {
			list := multipart.NewReader(body, params["boundary"])
			for p, err := list.NextRawPart(); err == nil; p, err = list.NextRawPart() {
				walk(p.Header.Get("Content-Type"), p.Header.Get("Content-Transfer-Encoding"), p.Header.Get("Content-Id"), p)
			}
			return
		}
		switch encoding {
		case "base64":
			body = base64.NewDecoder(base64.StdEncoding, body)
		case "quoted-printable":
			body = quotedprintable.NewReader(body)
		}
		b, err := io.ReadAll(body)
		if err != nil {
			t.Fatal(err)
		}
		parts[kind], ids[kind] = strings.ReplaceAll(string(b), "\r\n", "\n"), cid
	}
	walk(parsed.Header.Get("Content-Type"), parsed.Header.Get("Content-Transfer-Encoding"), "", parsed.Body)
	if got := strings.Join(order, " "); got != "multipart/mixed multipart/related multipart/alternative text/plain text/html image/png text/calendar" {
		t.Errorf("the parts are %s", got)
	}
	if parts["text/plain"] != m.Text || parts["image/png"] != "\x89PNG picture" {
		t.Errorf("text %q, picture %q", parts["text/plain"], parts["image/png"])
	}
	for _, want := range []string{"<p>Hello &lt;Ada&gt; &amp; all.</p>", `<a href="https://commons.example/t?a=1&amp;b=2">`,
		`<img src="cid:` + strings.Trim(ids["image/png"], "<>") + `" alt="Code &#34;7&#34;">`} {
		if !strings.Contains(parts["text/html"], want) {
			t.Errorf("no %s in %s", want, parts["text/html"])
		}
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

// TestHowTheMailServerIsSpokenTo looks at the first byte that a server gets which says nothing itself:
// a TLS handshake, or nothing because the client waits for a greeting.
func TestHowTheMailServerIsSpokenTo(t *testing.T) {
	for implicit, want := range map[bool]int{true: 1, false: 0} {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		first := make(chan []byte, 1)
		go func() {
			c, err := l.Accept()
			if err != nil {
				first <- nil
				return
			}
			defer c.Close()
			c.SetReadDeadline(time.Now().Add(300 * time.Millisecond))
			b := make([]byte, 1)
			n, _ := c.Read(b)
			first <- b[:n]
		}()
		s := &mail.SMTP{Host: "127.0.0.1", Port: l.Addr().(*net.TCPAddr).Port, ImplicitTLS: implicit, From: "a@example.org", Clock: clock.NewFake(noon)}
		if err := s.Send(t.Context(), mail.Message{To: "b@example.org", Subject: "x", Text: "x", Key: "k"}); err == nil {
			t.Error("a server that says nothing took a letter")
		}
		if got := <-first; len(got) != want || want == 1 && got[0] != 0x16 {
			t.Errorf("implicit TLS %v: the first bytes are %x", implicit, got)
		}
		l.Close()
	}
}

// TestAnAddressThatIsNone tells a mailbox that there is none of from every other reason not to take a letter.
func TestAnAddressThatIsNone(t *testing.T) {
	for answer, refused := range map[string]bool{"550 5.1.1 No such user here": true, "550 No such user here": true, "553 5.1.3 Not an address": true, "550 5.4.1 Recipient address rejected: Access denied": true, "554 5.1.1 Unknown": true, "450 4.1.2 No such domain": false,
		"550 5.7.1 Relaying denied": false, "552 5.2.2 Mailbox full": false, "450 4.2.0 Try again later": false, "554 5.7.1 Blocked": false, "": false} {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		go answerSMTP(l, answer)
		s := &mail.SMTP{Host: "127.0.0.1", Port: l.Addr().(*net.TCPAddr).Port, NoTLS: true, From: "a@example.org", Clock: clock.NewFake(noon)}
		err = s.Send(t.Context(), mail.Message{To: "b@example.org", Subject: "x", Text: "x", Key: "k"})
		if err == nil || errors.Is(err, mail.ErrRefused) != refused {
			t.Errorf("%q: %v", answer, err)
		}
		l.Close()
	}
}

// answerSMTP is a mail server that says this to every recipient, and hangs up where it says nothing.
func answerSMTP(l net.Listener, recipient string) {
	c, err := l.Accept()
	if err != nil {
		return
	}
	defer c.Close()
	say := func(line string) { io.WriteString(c, line+"\r\n") }
	say("220 mail.example.org")
	for lines := bufio.NewScanner(c); lines.Scan(); {
		switch word, _, _ := strings.Cut(strings.ToUpper(lines.Text()), " "); {
		case word == "EHLO":
			say("250-mail.example.org")
			say("250 ENHANCEDSTATUSCODES")
		case word == "RCPT" && recipient == "":
			return
		case word == "RCPT":
			say(recipient)
		default:
			say("250 ok")
		}
	}
}

// TestAServerThatHangsIsLeftAlone sends to a server that takes connections and says nothing: the first letter waits for it, the
// others do not, and when it has answered once all go on.
func TestAServerThatHangsIsLeftAlone(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	now := clock.NewFake(noon)
	asked := make(chan bool, 10)
	var hangs atomic.Bool
	hangs.Store(true)
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			asked <- true
			if hangs.Load() { // for so long that whoever waits gives up
				now.Advance(20 * time.Second)
			}
			c.Close()
		}
	}()
	s := &mail.SMTP{Host: "127.0.0.1", Port: l.Addr().(*net.TCPAddr).Port, NoTLS: true, From: "a@example.org", Clock: now}
	send := func() error {
		return s.Send(t.Context(), mail.Message{To: "b@example.org", Subject: "x", Text: "x", Key: "k"})
	}
	calls := func(want int) {
		t.Helper()
		if len(asked) != want {
			t.Fatalf("the server was called %d times, not %d", len(asked), want)
		}
	}
	if send() == nil {
		t.Fatal("a server that says nothing took a letter")
	}
	calls(1)
	for range 5 {
		if send() == nil {
			t.Fatal("a server that is left alone took a letter")
		}
	}
	calls(1)
	now.Advance(10 * time.Second)
	hangs.Store(false)
	send() // fails at once now
	calls(2)
	send()
	calls(3)
}
