package document

import (
	"bytes"
	"fmt"
	"io"
	"iter"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode"

	"learningcommons.dev/commons/internal/platform/errs"
)

var when = time.Date(2026, 5, 14, 9, 0, 0, 0, time.UTC)

func certificate() Certificate {
	return Certificate{
		Language: "en", CreatedAt: when,
		Association: "Example Library Association", Heading: "Certificate of attendance",
		Lead: "This certifies that", Recipient: "Marisol Quintero-Haddad", Middle: "took part in",
		What: "Copyright, licences and fair use: what the desk needs to know", By: "offered by the Division for Public Services",
		Facts:     []Pair{{"Date", "14 May 2026"}, {"Contact hours", "1 hour 30 minutes"}, {"Credit", "0.2 CEU"}},
		Signatory: "Theodora Lindqvist", SignatoryRole: "Director of learning",
		VerifyURL: "https://learning.example.org/verify/7KQ2M-9XHPT-4WZ8C-B3N6D", VerifyLabel: "Verify at",
		CodeLabel: "Code", Code: "7KQ2M-9XHPT-4WZ8C-B3N6D",
		Statement: "The association vouches for attendance and for the credit stated.",
	}
}

func options() Options {
	return Options{
		Title: "Transcript of Marisol Quintero-Haddad", Author: "Example Library Association", Language: "en", CreatedAt: when,
		Masthead: "Example Library Association", Footer: "Transcript of Marisol Quintero-Haddad",
	}
}

func entries(n int) iter.Seq[[]string] {
	return func(yield func([]string) bool) {
		for i := range n {
			title := fmt.Sprintf("Cataloguing for people in a hurry, part %d", i+1)
			if i%7 == 3 {
				title += ": authority records, headings that nobody searches for, and how to say so kindly"
			}
			row := []string{when.AddDate(0, 0, -9*i).Format("2 Jan 2006"), title, "Division for Public Services", fmt.Sprintf("%d:30", i%3), fmt.Sprintf("0.%d", i%9)}
			if !yield(row) {
				return
			}
		}
	}
}

var columns = []Column{{"Date", 1.3, Left}, {"What", 4.2, Left}, {"Offered by", 2.2, Left}, {"Hours", 0.8, Right}, {"CEU", 0.7, Centre}}

func transcript(rows int) *Document {
	d := New(options())
	d.Heading(1, "Transcript of learning")
	d.KeyValues([]Pair{{"Name", "Marisol Quintero-Haddad"}, {"Credit", "3.9 CEU"}})
	d.Heading(2, "Verified by the association")
	d.Paragraph("Entries in this part were recorded by the association.\nCorrections are separate entries.")
	d.Table(columns, entries(rows))
	d.Rule()
	d.Space(4)
	d.Heading(3, "How to verify")
	d.QRCode("https://learning.example.org/verify/7KQ2M", 28, "Code 7KQ2M", "Verify at https://learning.example.org/verify")
	d.Note("Contact hours are counted in minutes.")
	return d
}

func TestCertificate(t *testing.T) {
	p := parsePDF(t, pdfOf(t, certificate().Write))
	if len(p.pages) != 1 {
		t.Fatalf("%d pages", len(p.pages))
	}
	text := p.text(0)
	for _, want := range []string{
		"EXAMPLE LIBRARY ASSOCIATION", "Certificate of attendance", "Marisol Quintero-Haddad", "took part in",
		"Copyright, licences and fair use: what the desk needs to know", "CONTACT HOURS", "1 hour 30 minutes", "0.2 CEU",
		"Theodora Lindqvist", "Code 7KQ2M-9XHPT-4WZ8C-B3N6D", "https://learning.example.org/verify/7KQ2M-9XHPT-4WZ8C-B3N6D",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not on the page:\n%s", want, text)
		}
	}
	for _, want := range []string{
		"/MediaBox [0 0 841.89 595.28]", "/Lang (en)", "/CreationDate (D:20260514090000)", "/FontFile2", "/ToUnicode",
		"/URI (https://learning.example.org/verify/7KQ2M-9XHPT-4WZ8C-B3N6D)", utf16String("Certificate of attendance – Marisol"),
	} {
		if !strings.Contains(p.raw, want) {
			t.Errorf("%q is not in the file", want)
		}
	}
	for _, f := range []string{"/BaseFont /utf8serif\n", "/BaseFont /utf8serifB\n", "/BaseFont /utf8serifI\n", "/BaseFont /utf8sans\n"} {
		if !strings.Contains(p.raw, f) {
			t.Errorf("%q is not embedded", f)
		}
	}
	p.within(t, 841.89, 595.28)
}

func utf16String(s string) string {
	var b strings.Builder
	for _, r := range s {
		b.WriteByte(byte(r >> 8))
		b.WriteByte(byte(r))
	}
	return b.String()
}

func TestTranscript(t *testing.T) {
	p := parsePDF(t, pdfOf(t, transcript(500).Write))
	if len(p.pages) < 15 || len(p.pages) > 40 {
		t.Fatalf("%d pages", len(p.pages))
	}
	all := ""
	for i := range p.pages {
		text := p.text(i)
		if want := fmt.Sprintf("Page %d of %d", i+1, len(p.pages)); !strings.Contains(text, want) {
			t.Errorf("page %d does not say %q", i+1, want)
		}
		if !strings.Contains(text, "EXAMPLE LIBRARY ASSOCIATION") || !strings.Contains(text, "Transcript of Marisol") {
			t.Errorf("page %d has no masthead or footer", i+1)
		}
		if strings.Contains(text, "part ") && !strings.Contains(text, "Offered by") {
			t.Errorf("page %d has rows without the head of the table", i+1)
		}
		all += text + "\n"
	}
	for i := range 500 {
		if want := fmt.Sprintf("part %d", i+1); !strings.Contains(all, want) {
			t.Errorf("row %q is missing", want)
		}
	}
	p.within(t, 595.28, 841.89)
}

func TestPaper(t *testing.T) {
	for _, c := range []struct {
		size      PageSize
		landscape bool
		want      string
	}{
		{"", false, "[0 0 595.28 841.89]"}, {A4, true, "[0 0 841.89 595.28]"},
		{Letter, false, "[0 0 612.00 792.00]"}, {Letter, true, "[0 0 792.00 612.00]"},
	} {
		o := options()
		o.PageSize, o.Landscape = c.size, c.landscape
		d := New(o)
		d.Paragraph("A word.")
		if p := parsePDF(t, pdfOf(t, d.Write)); !strings.Contains(p.raw, "/MediaBox "+c.want) {
			t.Errorf("%q %v: not %s", c.size, c.landscape, c.want)
		}
	}
}

// TestSameInputSameBytes also runs at once what must not share anything.
func TestSameInputSameBytes(t *testing.T) {
	for name, write := range map[string]func(io.Writer) error{
		"certificate": func(w io.Writer) error { return certificate().Write(w) },
		"transcript":  func(w io.Writer) error { return transcript(40).Write(w) },
	} {
		want := pdfOf(t, write)
		var wg sync.WaitGroup
		for range 12 {
			wg.Go(func() {
				var b bytes.Buffer
				if err := write(&b); err != nil || !bytes.Equal(b.Bytes(), want) {
					t.Errorf("%s: other bytes, %v", name, err)
				}
			})
		}
		wg.Wait()
	}
}

// hostile are texts that break layouts, files or readers.
var hostile = []string{
	"", " ", "\n\n", "</title><script>alert(1)</script>", ") Tj ET (", `\`, `\)`, "{nb}", "%%EOF", "\r\nendobj\nxref",
	strings.Repeat("Very long name ", 700), strings.Repeat("W", 10_000), strings.Repeat("i", 10_000), strings.Repeat("😀", 3_000),
	"\u202egnp.exe\u202c", "a\u0000b\u0007c\x1b[31m", "a\xff\xfe", "\ufeff\ufffe\uffff\U0001ffff", "Ω≈ç√ Щука Nguyễn Żółć",
	"日本語の図書館 مكتبة ספרייה", "e" + strings.Repeat("\u0301", 5_000), strings.Repeat("a\n", 5_000), strings.Repeat("-", 3_000),
	strings.Repeat("\u00a0", 3000), "Straße ﬁ ǆ İstanbul",
}

func TestHostileTextsAreDrawn(t *testing.T) {
	for _, h := range hostile {
		c := Certificate{
			Language: h, CreatedAt: when, Association: h, Heading: h, Lead: h, Recipient: h, Middle: h, What: h, By: h,
			Facts: []Pair{{h, h}, {h, h}, {h, h}, {h, h}, {h, h}}, Signatory: h, SignatoryRole: h, VerifyLabel: h, CodeLabel: h, Code: h, Statement: h,
		}
		p := parsePDF(t, pdfOf(t, c.Write))
		if len(p.pages) != 1 {
			t.Errorf("%.20q: %d pages", h, len(p.pages))
		}
		p.within(t, 841.89, 595.28)
		inspect(t, h, p)

		o := options()
		o.Title, o.Author, o.Language, o.Masthead, o.Footer = h, h, h, h, h
		o.PageOf = func(int, int) string { return "1" }
		d := New(o)
		d.Heading(1, h)
		d.Heading(2, h)
		d.KeyValues([]Pair{{h, h}, {"a", h}})
		d.Table([]Column{{Title: h}, {Title: h, Width: 0.001}, {Title: h, Width: 3, Align: Right}}, func(yield func([]string) bool) {
			_ = yield([]string{h, h, h, h}) && yield(nil) && yield([]string{h})
		})
		d.QRCode("x", 1, h, h)
		d.Note(h)
		d.Paragraph(h)
		p = parsePDF(t, pdfOf(t, d.Write))
		p.within(t, 595.28, 841.89)
		inspect(t, h, p)
	}
}

// inspect looks for what must never be drawn.
func inspect(t *testing.T, name string, p parsed) {
	t.Helper()
	if strings.Count(p.raw, "\nstartxref\n") != 1 {
		t.Errorf("%.20q: the structure of the file is broken", name)
	}
	for i := range p.pages {
		for _, d := range p.pages[i] {
			for _, r := range d.text {
				if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) {
					t.Errorf("%.20q: %q is drawn", name, r)
				}
			}
		}
	}
}

func TestLongCertificateStaysInPlace(t *testing.T) {
	c := certificate()
	c.Recipient = "Wilhelmina Aleksandra Featherstonehaugh-Konstantinopoulou van der Bergenhausen"
	c.What = strings.Repeat("Reading the room with families who speak more than one language at home ", 3)
	c.By = strings.Repeat("offered by a division with a very long name ", 4)
	p := parsePDF(t, pdfOf(t, c.Write))
	lowest, foot := 1000.0, 0.0
	for _, d := range p.pages[0] {
		switch d.text {
		case "14 May 2026":
			lowest = d.y
		case "Verify at":
			foot = d.y
		}
	}
	if lowest < foot+20 {
		t.Errorf("the facts at %.0f run into the foot at %.0f", lowest, foot)
	}
}

// TestHeadingsStayWithWhatFollows tries every height at which a heading can come.
func TestHeadingsStayWithWhatFollows(t *testing.T) {
	for mm := 180.0; mm < 250; mm += 3 {
		d := New(options())
		d.Paragraph("First.")
		d.Space(mm)
		d.Heading(2, "The heading")
		d.Heading(3, "The lower heading")
		d.QRCode(address, 30, "What follows")
		d.Heading(1, "At the very end")
		p := parsePDF(t, pdfOf(t, d.Write))
		for i := range p.pages {
			text := p.text(i)
			if strings.Contains(text, "The heading") != strings.Contains(text, "What follows") ||
				strings.Contains(text, "The lower heading") != strings.Contains(text, "What follows") {
				t.Errorf("at %v mm page %d holds\n%s", mm, i+1, text)
			}
		}
		if !strings.Contains(p.text(len(p.pages)-1), "At the very end") {
			t.Errorf("at %v mm the last heading is lost", mm)
		}
		p.within(t, 595.28, 841.89)
	}
}

func TestTooMuchIsRefused(t *testing.T) {
	d := New(options())
	taken := 0
	d.Table(columns, func(yield func([]string) bool) {
		for row := range entries(MaxRows * 2) {
			taken++
			if !yield(row[:1]) {
				return
			}
		}
	})
	if err := d.Write(io.Discard); !errs.Is(err, errs.Invalid) || taken != MaxRows+1 {
		t.Errorf("after %d rows: %v", taken, err)
	}
	d = New(options())
	for range 60 {
		d.Paragraph(strings.Repeat("word\n", 5_000))
	}
	if err := d.Write(io.Discard); !errs.Is(err, errs.Invalid) {
		t.Errorf("too many pages: %v", err)
	}
	c := certificate()
	c.VerifyURL = "https://example.org/" + strings.Repeat("x", 500)
	if err := c.Write(io.Discard); !errs.Is(err, errs.Invalid) {
		t.Errorf("too long for a code: %v", err)
	}
}

func TestWriteNeeds(t *testing.T) {
	o := options()
	o.CreatedAt = time.Time{}
	if err := New(o).Write(io.Discard); err == nil {
		t.Error("a document without a date is written")
	}
	o = options()
	o.PageSize = "A0"
	if err := New(o).Write(io.Discard); err == nil {
		t.Error("a page size that does not exist is taken")
	}
	if err := certificate().Write(failing{}); err == nil {
		t.Error("a failing writer goes unnoticed")
	}
}

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

func TestLanguageIsNotTakenOnTrust(t *testing.T) {
	c := certificate()
	c.Language = "en)>>/Evil (x"
	if p := parsePDF(t, pdfOf(t, c.Write)); strings.Contains(p.raw, "/Lang") || strings.Contains(p.raw, "Evil") {
		t.Error("the language is written as it came")
	}
}

func BenchmarkCertificate(b *testing.B) {
	c := certificate()
	b.ReportAllocs()
	for b.Loop() {
		if err := c.Write(io.Discard); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkTranscript500(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if err := transcript(500).Write(io.Discard); err != nil {
			b.Fatal(err)
		}
	}
}
