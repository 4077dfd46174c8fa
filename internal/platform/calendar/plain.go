package calendar

import (
	"html"
	"regexp"
	"strings"

	xhtml "golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

var (
	markup = regexp.MustCompile(`(?i)</?(p|br|div|span|a|ul|ol|li|b|i|u|em|strong|h[1-6]|table|tbody|tr|td|th|html|head|body|font|img|blockquote|pre|hr|style|script)(\s[^<>]*)?/?>`)
	block  = regexp.MustCompile(`(?i)<(p|br|div|ul|ol|li|h[1-6]|table|tr|body|html)[\s/>]`)
	entity = regexp.MustCompile(`&(#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z]{2,8}[0-9]{0,2});`)
	hidden = regexp.MustCompile(`(?i)&lt;/?(?:p|br|div|span|a|ul|li|b|i|em|strong)(?:\s|/|&gt;)`)
	blanks = regexp.MustCompile(`[ \t\x{00a0}]+`)
	gaps   = regexp.MustCompile(`\n{3,}`)
)

// PlainText returns a text without HTML, as the texts of events are read: blocks begin a line, list items a dash.
func PlainText(s string) string { return plainText(s) }

// plainText returns text without markup. Text that holds no HTML tag keeps its
// layout; character references are resolved either way, because feeds put
// "&#8217;" into titles. The result is text and must be escaped like any other.
func plainText(s string) string {
	switch {
	case markup.MatchString(s):
		return normalText(strip(s))
	case entity.MatchString(s):
		if plain := html.UnescapeString(s); hidden.MatchString(s) && markup.MatchString(plain) {
			return normalText(strip(plain)) // markup that was hidden, as feeds do
		} else {
			return normalText(plain)
		}
	}
	return s
}

// strip turns HTML into lines of text: blocks begin a line, list items a dash,
// and a link that says something else than its address is followed by it.
// Where the only tags are those within a line, the line breaks of the text are
// meant; otherwise they are white space, as in HTML.
func strip(s string) string {
	var out layout
	var label strings.Builder
	href := ""
	skip := 0
	if block.MatchString(s) {
		s = strings.ReplaceAll(s, "\n", " ")
	}
	z := xhtml.NewTokenizer(strings.NewReader(s))
	for {
		switch z.Next() {
		case xhtml.ErrorToken:
			return tidy(out.String())
		case xhtml.TextToken:
			if skip == 0 {
				t := string(z.Text())
				out.text(t)
				if href != "" {
					label.WriteString(t)
				}
			}
		case xhtml.StartTagToken, xhtml.SelfClosingTagToken:
			t := z.Token()
			out.gap(t.DataAtom)
			switch t.DataAtom {
			case atom.Script, atom.Style, atom.Title:
				if t.Type == xhtml.StartTagToken {
					skip++
				}
			case atom.Br:
				out.WriteByte('\n')
			case atom.Li:
				out.text("- ")
			case atom.A:
				href = ""
				label.Reset()
				for _, a := range t.Attr {
					if a.Key == "href" {
						href = webAddress(a.Val)
					}
				}
			}
		case xhtml.EndTagToken:
			name, _ := z.TagName()
			tag := atom.Lookup(name)
			out.gap(tag)
			switch tag {
			case atom.Script, atom.Style, atom.Title:
				skip = max(0, skip-1)
			case atom.A:
				if href != "" && webAddress(label.String()) != href {
					out.text(" (" + href + ")")
				}
				href = ""
			}
		}
	}
}

// layout is text that grows by lines.
type layout struct {
	strings.Builder
	breaks int // line breaks at the end
}

func (l *layout) text(s string) {
	if strings.TrimSpace(s) == "" && l.breaks > 0 {
		return
	}
	l.WriteString(s)
	l.breaks = 0
}

// gap leaves the room around a block: an empty line, or only the end of the line.
func (l *layout) gap(tag atom.Atom) {
	want := 0
	switch tag {
	case atom.P, atom.Ul, atom.Ol, atom.Table, atom.Blockquote, atom.H1, atom.H2, atom.H3, atom.H4, atom.H5, atom.H6, atom.Hr:
		want = 2
	case atom.Div, atom.Tr, atom.Pre, atom.Li:
		want = 1
	case atom.Td, atom.Th:
		l.text(" ")
	}
	for ; l.breaks < want; l.breaks++ {
		l.WriteByte('\n')
	}
}

// tidy trims the lines and leaves at most one empty line between them.
func tidy(s string) string {
	lines := strings.Split(blanks.ReplaceAllString(s, " "), "\n")
	for i, l := range lines {
		lines[i] = strings.TrimSpace(l)
	}
	return strings.TrimSpace(gaps.ReplaceAllString(strings.Join(lines, "\n"), "\n\n"))
}
