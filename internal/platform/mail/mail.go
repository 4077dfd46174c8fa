// Package mail writes and sends letters. Letters are sent by jobs, never while
// a person waits; the job's key becomes the Message-ID, so that a letter sent
// twice after a crash is recognised as the same one.
package mail

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"html"
	"io"
	"strings"
	"sync"
	"time"

	gomail "github.com/wneessen/go-mail"

	"learningcommons.dev/commons/internal/platform/clock"
)

// Message is one letter to one person. Text is plain; lines are folded by the reader's program.
type Message struct {
	To, ToName string
	Subject    string
	Text       string
	// Calendar is an iCalendar file with its method (REQUEST, CANCEL, PUBLISH), or nil.
	Calendar       []byte
	CalendarMethod string
	// Picture stands at the end of the letter where the reader's program shows pictures; nil is none. The text must do without it.
	Picture *Picture
	// Key is the same for every attempt to send this letter.
	Key string
	// Unsubscribe is the address of a page that stops letters of this kind, if it can be stopped.
	Unsubscribe string
	// OneClick says that a POST to Unsubscribe stops them without a further question (RFC 8058), so that the reader's program can offer a button.
	OneClick bool
}

// Picture is an image that travels inside the letter (RFC 2392), so that nothing is loaded from elsewhere.
type Picture struct {
	Name string // with its extension
	PNG  []byte
	Alt  string // what it says, for those who do not see it
}

// Sender sends a letter or says why it could not; the job then tries again.
type Sender interface {
	Send(ctx context.Context, m Message) error
}

// ErrRefused says that the mail server knows of no such address, so that trying again is no use.
var ErrRefused error = refused{}

type refused struct{}

// Error implements error.
func (refused) Error() string { return "mail: the server refuses this address" }

// Final tells the queue that this is answered for good (jobs.Final).
func (refused) Final() bool { return true }

// SMTP sends through a mail server. One that held a letter up is left alone for ten seconds, in which Send fails at once.
type SMTP struct {
	// Host and Port name the server; User and Password may be empty.
	Host           string
	Port           int
	User, Password string
	// NoTLS sends in the clear, for a server on the same machine.
	NoTLS bool
	// ImplicitTLS speaks TLS from the first byte (RFC 8314), not by STARTTLS.
	ImplicitTLS bool
	// From is the sender's address, FromName the association's name.
	From, FromName string
	Clock          clock.Clock

	rest rest
}

// Send implements Sender.
func (s *SMTP) Send(ctx context.Context, m Message) error {
	msg, err := compose(m, s.From, s.FromName, s.Clock.Now())
	if err != nil {
		return err
	}
	opts := []gomail.Option{gomail.WithPort(s.Port), gomail.WithTimeout(sendTimeout)}
	switch {
	case s.NoTLS:
		opts = append(opts, gomail.WithTLSPolicy(gomail.NoTLS))
	case s.ImplicitTLS:
		opts = append(opts, gomail.WithSSL())
	default:
		opts = append(opts, gomail.WithTLSPolicy(gomail.TLSMandatory))
	}
	if s.User != "" {
		opts = append(opts, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover), gomail.WithUsername(s.User), gomail.WithPassword(s.Password))
	}
	c, err := gomail.NewClient(s.Host, opts...)
	if err != nil {
		return fmt.Errorf("mail: %w", err)
	}
	began := s.Clock.Now()
	if err := s.rest.begin(began); err != nil {
		return err
	}
	err = c.DialAndSendWithContext(ctx, msg)
	now := s.Clock.Now()
	s.rest.end(now, err != nil && now.Sub(began) >= heldUp)
	if err != nil {
		var sent *gomail.SendError
		if errors.As(err, &sent) && sent.Reason == gomail.ErrSMTPRcptTo && noMailbox(sent.ErrorCode(), sent.EnhancedStatusCode()) {
			return fmt.Errorf("%w: %w", ErrRefused, err)
		}
		return fmt.Errorf("mail: send: %w", err)
	}
	return nil
}

// noMailbox reports whether a server's answer is about the address and for good (RFC 5321, section 4.2.2, and RFC 3463, section 3.2); not about a sender that it does
// not trust, or a box that is full.
func noMailbox(code int, enhanced string) bool {
	if enhanced == "" {
		return code == 550 || code == 551 || code == 553
	}
	return code >= 500 && (strings.HasPrefix(enhanced, "5.1.") || enhanced == "5.4.1") // which is what Exchange Online says of a mailbox that is none
}

// compose builds the letter. Header fields cannot carry line breaks: they are made spaces first.
func compose(m Message, from, fromName string, now time.Time) (*gomail.Msg, error) {
	msg := gomail.NewMsg()
	if err := msg.FromFormat(oneLine(fromName), from); err != nil {
		return nil, fmt.Errorf("mail: sender: %w", err)
	}
	if err := msg.AddToFormat(oneLine(m.ToName), oneLine(m.To)); err != nil {
		return nil, fmt.Errorf("mail: recipient: %w", err)
	}
	msg.Subject(oneLine(m.Subject))
	msg.SetDateWithValue(now)
	_, domain, _ := strings.Cut(from, "@")
	msg.SetMessageIDWithValue(oneLine(m.Key) + "@" + domain)
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	if m.Unsubscribe != "" {
		msg.SetGenHeader("List-Unsubscribe", "<"+oneLine(m.Unsubscribe)+">")
		if m.OneClick {
			msg.SetGenHeader("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")
		}
	}
	msg.SetBodyString(gomail.TypeTextPlain, m.Text)
	if p := m.Picture; p != nil {
		cid := p.Name + "@" + domain
		msg.AddAlternativeString(gomail.TypeTextHTML, withPicture(m, cid))
		if err := msg.EmbedReader(p.Name, bytes.NewReader(p.PNG), gomail.WithFileContentType("image/png"), gomail.WithFileContentID(cid)); err != nil {
			return nil, fmt.Errorf("mail: picture: %w", err)
		}
	}
	if len(m.Calendar) > 0 {
		method := m.CalendarMethod
		if method == "" {
			method = "PUBLISH"
		}
		err := msg.AttachReader("event.ics", bytes.NewReader(m.Calendar),
			gomail.WithFileContentType(gomail.ContentType("text/calendar; charset=utf-8; method="+method)))
		if err != nil {
			return nil, fmt.Errorf("mail: calendar: %w", err)
		}
	}
	return msg, nil
}

// withPicture is the letter as a page: its paragraphs, addresses as links, and the picture.
func withPicture(m Message, cid string) string {
	var b strings.Builder
	b.WriteString("<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"><title>" + html.EscapeString(oneLine(m.Subject)) + "</title></head><body>\n")
	for paragraph := range strings.SplitSeq(strings.TrimSpace(m.Text), "\n\n") {
		lines := strings.Split(html.EscapeString(paragraph), "\n")
		for i, l := range lines {
			if strings.HasPrefix(l, "https://") || strings.HasPrefix(l, "http://") {
				lines[i] = `<a href="` + l + `">` + l + `</a>`
			}
		}
		b.WriteString("<p>" + strings.Join(lines, "<br>\n") + "</p>\n")
	}
	b.WriteString(`<p><img src="cid:` + html.EscapeString(cid) + `" alt="` + html.EscapeString(oneLine(m.Picture.Alt)) + `"></p>` + "\n</body></html>\n")
	return b.String()
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// WriteTo writes the letter as it would go over the wire.
func WriteTo(w io.Writer, m Message, from, fromName string, now time.Time) error {
	msg, err := compose(m, from, fromName, now)
	if err != nil {
		return err
	}
	_, err = msg.WriteTo(w)
	return err
}

// Box keeps the last letters in memory instead of sending them: for the demonstration,
// where a page shows them, and for tests.
type Box struct {
	mu      sync.Mutex
	letters []Letter
	seen    map[string]bool
	Clock   clock.Clock
}

// Letter is a message that the box has received.
type Letter struct {
	Message
	At time.Time
}

// boxSize is how many letters a Box keeps.
const boxSize = 300

// Send implements Sender. A repeated key is taken once.
func (b *Box) Send(_ context.Context, m Message) error {
	if _, err := compose(m, "commons@example.org", "Learning Commons", b.Clock.Now()); err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.seen[m.Key] && m.Key != "" {
		return nil
	}
	if b.seen == nil {
		b.seen = map[string]bool{}
	}
	b.seen[m.Key] = true
	b.letters = append(b.letters, Letter{m, b.Clock.Now()})
	if len(b.letters) > boxSize {
		delete(b.seen, b.letters[0].Key)
		b.letters = b.letters[1:]
	}
	return nil
}

// Letters returns what the box holds, oldest first; to filters by recipient unless empty.
func (b *Box) Letters(to string) []Letter {
	b.mu.Lock()
	defer b.mu.Unlock()
	var out []Letter
	for _, l := range b.letters {
		if to == "" || strings.EqualFold(l.To, to) {
			out = append(out, l)
		}
	}
	return out
}
