package offerfile

import (
	"bytes"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/charset"

	"learningcommons.dev/commons/internal/platform/errs"
)

// readPage reads the JSON-LD of a web page. Of a page that has none it names the feeds that the page points to, since those are what was meant.
func readPage(data []byte, o Options) (Table, error) {
	if e, _, certain := charset.DetermineEncoding(data[:min(len(data), 1024)], "text/html"); certain || !bytes.Equal(text(data), data) {
		if out, err := e.NewDecoder().Bytes(data); err == nil {
			data = out
		}
	}
	t := Table{Format: Page}
	z := html.NewTokenizer(bytes.NewReader(data))
	z.SetMaxBuf(16 << 20)
	line, inTitle := 1, false
	var feeds []string
	var roots []*node
	broken := 0
	for {
		kind := z.Next()
		raw := bytes.Count(z.Raw(), []byte{'\n'})
		if kind == html.ErrorToken {
			break
		}
		switch kind {
		case html.TextToken:
			if inTitle && t.Name == "" {
				t.Name = strings.TrimSpace(string(z.Text()))
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			tok := z.Token()
			inTitle = tok.Data == "title"
			attr := map[string]string{}
			for _, a := range tok.Attr {
				attr[a.Key] = a.Val
			}
			switch {
			case tok.Data == "link" && strings.Contains(strings.ToLower(attr["rel"]), "alternate") && feedType(attr["type"]) && len(feeds) < 5:
				feeds = append(feeds, attr["href"])
			case tok.Data == "script" && kind == html.StartTagToken && strings.HasPrefix(strings.ToLower(strings.TrimSpace(attr["type"])), "application/ld+json"):
				if z.Next() == html.TextToken {
					body := z.Raw()
					body = withoutComment(body)
					found, err := parse(body, line+raw)
					if err != nil {
						if found, err = parse(mended(body), line+raw); err != nil {
							broken++
						}
					}
					roots = append(roots, found...)
					raw += bytes.Count(z.Raw(), []byte{'\n'})
				}
			}
		case html.EndTagToken:
			inTitle = false
		}
		line += raw
	}
	var err error
	if t.Rows, err = linkedData(roots, o); err != nil {
		return t, err
	}
	if broken > 0 {
		t.Notes = append(t.Notes, "A part of what the page says for programs is broken, and was passed over.")
	}
	switch {
	case len(t.Rows) > 0:
		return t, nil
	case len(feeds) > 0:
		return t, errs.New(errs.Invalid, "The page says nothing of events for programs, but names feeds that may: %s.", strings.Join(feeds, ", "))
	case broken > 0:
		return t, errs.New(errs.Invalid, "What the page says for programs (JSON-LD) is broken, so that nothing of it can be taken.")
	}
	return t, errs.New(errs.Invalid, "The page says nothing of events for programs (schema.org JSON-LD). Look on it for a calendar (ICS), a feed (RSS, Atom) or a spreadsheet.")
}

// mended repairs what people write into JSON by hand: line breaks within texts become blanks, commas behind the last of a list go.
func mended(b []byte) []byte {
	out := make([]byte, 0, len(b))
	comma, inText := -1, false
	for i := 0; i < len(b); i++ {
		c := b[i]
		switch {
		case inText && c == '\\' && i+1 < len(b):
			out = append(out, c)
			i++
			c = b[i]
		case inText && c < ' ':
			c = ' '
		case c == '"':
			inText, comma = !inText, -1
		case inText:
		case c == ',':
			comma = len(out)
		case (c == '}' || c == ']') && comma >= 0:
			out[comma], comma = ' ', -1
		case c > ' ':
			comma = -1
		}
		out = append(out, c)
	}
	return out
}

func feedType(s string) bool {
	switch strings.ToLower(strings.TrimSpace(s)) {
	case "application/rss+xml", "application/atom+xml", "text/calendar", "application/feed+json":
		return true
	}
	return false
}

// withoutComment takes away what some pages put around a script: <!-- --> and CDATA.
func withoutComment(b []byte) []byte {
	for _, mark := range []string{"<!--", "-->", "//<![CDATA[", "//]]>", "/*<![CDATA[*/", "/*]]>*/", "<![CDATA[", "]]>"} {
		trimmed := bytes.TrimSpace(b)
		if bytes.HasPrefix(trimmed, []byte(mark)) {
			// Blanks instead, so that lines stay what they are.
			b = bytes.Replace(b, []byte(mark), bytes.Repeat([]byte{' '}, len(mark)), 1)
		}
		if bytes.HasSuffix(trimmed, []byte(mark)) {
			b = b[:bytes.LastIndex(b, []byte(mark))]
		}
	}
	return b
}
