package casefile

import (
	"bufio"
	"bytes"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"learningcommons.dev/commons/internal/platform/errs"
)

// Looks reports whether a file is JSON and no table, by its first bytes: an object, or a list of objects, lists or texts.
func Looks(head []byte) bool {
	if order, ok := sixteenBit(head); ok {
		head, _, _ = transform.Bytes(unicode.UTF16(order, unicode.UseBOM).NewDecoder(), head[:len(head)&^1])
	}
	head = bytes.TrimLeft(bytes.TrimPrefix(head, mark), space)
	if bytes.HasPrefix(head, []byte("[")) {
		inside := bytes.TrimLeft(head[1:], space)
		return len(inside) > 0 && bytes.IndexByte([]byte(`{["]`), inside[0]) >= 0
	}
	return bytes.HasPrefix(head, []byte("{"))
}

// mark is the byte order mark of UTF-8, space what may stand before JSON.
var mark = []byte("\xEF\xBB\xBF")

const space = " \t\r\n"

// sixteenBit reports whether a file is in UTF-16, and in which order: by its mark, or because it begins with a sign of JSON and a zero.
func sixteenBit(head []byte) (unicode.Endianness, bool) {
	switch {
	case len(head) < 4:
	case head[0] == 0xFF && head[1] == 0xFE && (head[2] != 0 || head[3] != 0), head[0] != 0 && head[1] == 0 && head[3] == 0:
		return unicode.LittleEndian, true
	case head[0] == 0xFE && head[1] == 0xFF, head[0] == 0 && head[1] != 0 && head[2] == 0:
		return unicode.BigEndian, true
	}
	return unicode.LittleEndian, false
}

// decoded is a file as UTF-8 without its mark, and whether it was in UTF-16. A file in neither fails at the first byte that shows it.
func decoded(src io.Reader) (io.Reader, bool) {
	in := bufio.NewReader(src)
	head, _ := in.Peek(4)
	if order, ok := sixteenBit(head); ok {
		return transform.NewReader(in, unicode.UTF16(order, unicode.UseBOM).NewDecoder()), true
	}
	c := &checked{src: in}
	if bytes.HasPrefix(head, mark) {
		c.at, _ = in.Discard(len(mark))
	}
	return c, false
}

// checked passes UTF-8 on and refuses what is none.
type checked struct {
	src *bufio.Reader
	at  int // bytes of the file that were read
}

// Read implements io.Reader, into room for a letter at least. It never ends inside one.
func (c *checked) Read(p []byte) (int, error) {
	head, err := c.src.Peek(min(max(len(p), utf8.UTFMax), c.src.Size()))
	if len(head) == 0 {
		return 0, err
	}
	n := 0
	for n < len(head) {
		r, size := utf8.DecodeRune(head[n:])
		if n+size > len(p) {
			break
		}
		if r == utf8.RuneError && size == 1 {
			if n > 0 {
				break // what comes before is passed on first
			}
			if !utf8.FullRune(head) && err != io.EOF {
				return 0, err
			}
			return 0, errs.New(errs.Invalid, "The file is not in UTF-8: near byte %d stands a letter in another encoding. Save it as UTF-8, and take it in again.", c.at+1)
		}
		n += size
	}
	copy(p, head[:n])
	c.src.Discard(n)
	c.at += n
	return n, nil
}
