package tabular

import (
	"bufio"
	"encoding/xml"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// xmlReader reads the XML of a workbook token by token and bounds what one
// token may hold and how deep elements may nest, which encoding/xml does not.
// It expands no entities of the file's own.
type xmlReader struct {
	decoder *xml.Decoder
	bytes   *budgeted
	depth   int
}

// budgeted is a byte reader that fails when one token asks for too much.
type budgeted struct {
	*bufio.Reader
	left int
}

func (b *budgeted) ReadByte() (byte, error) {
	if b.left--; b.left < 0 {
		return 0, invalid("The workbook holds a piece of more than %s.", bytesInWords(maxXMLToken))
	}
	return b.Reader.ReadByte()
}

func newXMLReader(r io.Reader) *xmlReader {
	b := &budgeted{Reader: bufio.NewReader(r), left: maxSmallPart}
	return &xmlReader{decoder: xml.NewDecoder(b), bytes: b}
}

// token returns the next token, or io.EOF at the end of a whole document.
func (x *xmlReader) token() (xml.Token, error) {
	x.bytes.left = maxXMLToken
	tok, err := x.decoder.Token()
	if err != nil {
		return nil, err
	}
	switch tok.(type) {
	case xml.StartElement:
		if x.depth++; x.depth > maxXMLDepth {
			return nil, invalid("The workbook is nested too deeply.")
		}
	case xml.EndElement:
		x.depth--
	}
	return tok, nil
}

// start returns the next start tag.
func (x *xmlReader) start() (xml.StartElement, error) {
	for {
		tok, err := x.token()
		if err != nil {
			return xml.StartElement{}, err
		}
		if s, ok := tok.(xml.StartElement); ok {
			return s, nil
		}
	}
}

// text returns the text of the v, is or si element whose start tag was just
// read: that of its t elements in the latter two, without phonetic hints. A text
// longer than limit is cut one byte after it, by which the caller knows.
func (x *xmlReader) text(e xml.StartElement, limit int) (string, error) {
	var b strings.Builder
	end := x.depth - 1
	taken, skip := 0, 0 // the depths of the elements whose text is taken and passed over
	if e.Name.Local == "v" {
		taken = x.depth
	}
	for x.depth > end {
		tok, err := x.token()
		if err != nil {
			return "", err
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			switch {
			case skip == 0 && tok.Name.Local == "rPh":
				skip = x.depth
			case taken == 0 && tok.Name.Local == "t":
				taken = x.depth
			}
		case xml.EndElement:
			if x.depth < skip {
				skip = 0
			}
			if x.depth < taken {
				taken = 0
			}
		case xml.CharData:
			if room := limit + 1 - b.Len(); taken > 0 && skip == 0 && room > 0 {
				b.Write(tok[:min(len(tok), room)])
			}
		}
	}
	return unescapeText(b.String()), nil
}

// escaped is how a workbook writes characters that XML cannot hold, such as _x000D_.
var escaped = regexp.MustCompile(`_x[0-9A-Fa-f]{4}_`)

func unescapeText(s string) string {
	if !strings.Contains(s, "_x") {
		return s
	}
	return escaped.ReplaceAllStringFunc(s, func(m string) string {
		n, _ := strconv.ParseUint(m[2:6], 16, 32) // four hexadecimal digits always fit
		if !utf8.ValidRune(rune(n)) {
			return "�"
		}
		return string(rune(n))
	})
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name && a.Name.Space == "" {
			return a.Value
		}
	}
	return ""
}
