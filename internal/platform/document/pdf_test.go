package document

import (
	"bytes"
	"compress/zlib"
	"io"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode/utf16"
)

// parsed is what these tests read out of a PDF, by the structure of the file:
// the cross-reference table, its objects, and the texts drawn on each page.
type parsed struct {
	raw     string
	objects map[int]string
	pages   [][]drawn
}

// drawn is one text and where it begins, in points from the lower left corner.
type drawn struct {
	x, y float64
	text string
}

var (
	streamLength = regexp.MustCompile(`/Length (\d+)`)
	contents     = regexp.MustCompile(`/Contents (\d+) 0 R`)
	textShown    = regexp.MustCompile(`(?s)BT ([-\d.]+) ([-\d.]+) Td \(((?:[^\\)]|\\.)*)\) ?Tj ET`)
)

func parsePDF(t testing.TB, b []byte) parsed {
	t.Helper()
	p := parsed{raw: string(b), objects: map[int]string{}}
	if !strings.HasPrefix(p.raw, "%PDF-1.") || !strings.HasSuffix(strings.TrimSpace(p.raw), "%%EOF") {
		t.Fatal("this is no PDF")
	}
	_, tail, _ := strings.Cut(p.raw[strings.LastIndex(p.raw, "startxref"):], "\n")
	start, err := strconv.Atoi(strings.Fields(tail)[0])
	if err != nil || !strings.HasPrefix(p.raw[start:], "xref\n0 ") {
		t.Fatal("the cross-reference table is not where it is said to be")
	}
	lines := strings.Split(p.raw[start:], "\n")
	count, _ := strconv.Atoi(strings.Fields(lines[1])[1])
	for n := 1; n < count; n++ {
		offset, err := strconv.Atoi(lines[2+n][:10])
		head := strconv.Itoa(n) + " 0 obj\n"
		if err != nil || !strings.HasPrefix(p.raw[offset:], head) {
			t.Fatalf("object %d is not at its offset", n)
		}
		body := p.raw[offset+len(head):]
		dict, rest, isStream := strings.Cut(body[:strings.Index(body, "endobj")+6], ">>\nstream\n")
		if isStream {
			length, _ := strconv.Atoi(streamLength.FindStringSubmatch(dict)[1])
			_ = rest
			data := body[len(dict)+len(">>\nstream\n"):][:length]
			if strings.Contains(dict, "/FlateDecode") {
				r, err := zlib.NewReader(strings.NewReader(data))
				if err != nil {
					t.Fatalf("object %d: %v", n, err)
				}
				inflated, err := io.ReadAll(r)
				if err != nil {
					t.Fatalf("object %d: %v", n, err)
				}
				data = string(inflated)
			}
			body = dict + "\n" + data
		} else {
			body, _, _ = strings.Cut(body, "endobj")
		}
		p.objects[n] = body
	}
	for n := 1; n < count; n++ {
		if m := contents.FindStringSubmatch(p.objects[n]); m != nil && strings.Contains(p.objects[n], "/Type /Page\n") {
			id, _ := strconv.Atoi(m[1])
			p.pages = append(p.pages, shown(p.objects[id]))
		}
	}
	return p
}

// shown returns the texts of a page's content stream.
func shown(content string) []drawn {
	var list []drawn
	for _, m := range textShown.FindAllStringSubmatch(content, -1) {
		x, _ := strconv.ParseFloat(m[1], 64)
		y, _ := strconv.ParseFloat(m[2], 64)
		list = append(list, drawn{x, y, utf16Text(m[3])})
	}
	return list
}

func utf16Text(s string) string {
	var b []byte
	for i := 0; i < len(s); i++ {
		if s[i] == '\\' {
			i++
			if s[i] == 'r' {
				b = append(b, '\r')
				continue
			}
		}
		b = append(b, s[i])
	}
	var u []uint16
	for i := 0; i+1 < len(b); i += 2 {
		u = append(u, uint16(b[i])<<8|uint16(b[i+1]))
	}
	return string(utf16.Decode(u))
}

// text joins the texts of a page.
func (p parsed) text(page int) string {
	var list []string
	for _, d := range p.pages[page] {
		list = append(list, d.text)
	}
	return strings.Join(list, "\n")
}

// within fails unless every text begins on the page.
func (p parsed) within(t testing.TB, width, height float64) {
	t.Helper()
	for i, page := range p.pages {
		for _, d := range page {
			if d.x < 20 || d.x > width || d.y < 20 || d.y > height-20 {
				t.Errorf("page %d: %q stands at %.0f, %.0f", i+1, d.text, d.x, d.y)
			}
		}
	}
}

func pdfOf(t testing.TB, write func(io.Writer) error) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
