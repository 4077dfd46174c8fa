package tabular

import (
	"bufio"
	"bytes"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// sampleSize is how much of a file is looked at to find its encoding or delimiter.
const sampleSize = 64 << 10

// limited passes at most left bytes on and then fails, where io.LimitedReader
// would pretend that the file has ended.
type limited struct {
	src  io.Reader
	left int64
	err  error // what is wrong with a longer file
}

func (l *limited) Read(p []byte) (int, error) {
	if l.left < 0 {
		return 0, l.err
	}
	// One byte more than allowed is asked for, to tell a file of exactly the
	// limit from a longer one.
	if int64(len(p)) > l.left+1 {
		p = p[:l.left+1]
	}
	n, err := l.src.Read(p)
	if int64(n) > l.left {
		n, err = int(l.left), l.err
		l.left = -1
		return n, err
	}
	l.left -= int64(n)
	return n, err
}

// text is a file decoded to UTF-8, without its byte order mark.
type text struct {
	io.Reader
	// notes says, in sentences for people, how the text was decoded. It is
	// complete only once the text was read.
	notes func() []string
}

var (
	bomUTF8    = []byte{0xEF, 0xBB, 0xBF}
	bomUTF16LE = []byte{0xFF, 0xFE}
	bomUTF16BE = []byte{0xFE, 0xFF}
	bomUTF32LE = []byte{0xFF, 0xFE, 0, 0}
	bomUTF32BE = []byte{0, 0, 0xFE, 0xFF}
)

// decode finds the encoding of a text from its byte order mark or, without one,
// from its bytes.
func decode(src *bufio.Reader) (text, error) {
	head, _ := src.Peek(1024)
	switch {
	case bytes.HasPrefix(head, bomUTF32LE), bytes.HasPrefix(head, bomUTF32BE):
		return text{}, invalid("The file is in UTF-32, which cannot be read here. Save it as UTF-8.")
	case bytes.HasPrefix(head, bomUTF8):
		src.Discard(len(bomUTF8))
	case bytes.HasPrefix(head, bomUTF16LE), looksUTF16(head, 1):
		return sixteenBit(src, unicode.LittleEndian), nil
	case bytes.HasPrefix(head, bomUTF16BE), looksUTF16(head, 0):
		return sixteenBit(src, unicode.BigEndian), nil
	}
	if looksBinary(head) {
		return text{}, invalid("The file is not text. Save the table as .xlsx or CSV.")
	}
	t := &eightBit{src: src}
	return text{Reader: t, notes: t.notes}, nil
}

func sixteenBit(src io.Reader, order unicode.Endianness) text {
	// UseBOM takes the mark away where there is one and keeps to the given order where there is none.
	r := transform.NewReader(src, unicode.UTF16(order, unicode.UseBOM).NewDecoder())
	return text{Reader: r, notes: func() []string { return []string{"The file was read as UTF-16."} }}
}

// looksUTF16 reports whether a sample without a byte order mark is UTF-16 with
// its zero bytes at odd (little endian) or even (big endian) places. Delimiters,
// digits and line ends give such zeros in every script; in other encodings a
// zero byte is damage, and falls on both kinds of places or seldom.
func looksUTF16(head []byte, zeroAt int) bool {
	var zeros [2]int
	for i, b := range head {
		if b == 0 {
			zeros[i%2]++
		}
	}
	return zeros[1-zeroAt] == 0 && zeros[zeroAt] >= max(2, len(head)/20)
}

// looksBinary reports whether more control characters stand in a sample than a
// damaged text has.
func looksBinary(head []byte) bool {
	n := 0
	for _, c := range head {
		if c < ' ' && (c < '\t' || c > '\r') {
			n++
		}
	}
	return n > 2+len(head)/20
}

// eightBit passes ASCII on and decides between UTF-8 and Windows-1252 at the
// first byte that is not ASCII, wherever in the file that is.
type eightBit struct {
	src     *bufio.Reader
	decided io.Reader
	latin   bool
}

func (t *eightBit) Read(p []byte) (int, error) {
	if t.decided == nil && len(p) > 0 {
		if _, err := t.src.Peek(1); err != nil {
			return 0, err
		}
		b, _ := t.src.Peek(min(len(p), t.src.Buffered()))
		if n := asciiPrefix(b); n > 0 {
			copy(p, b[:n])
			return t.src.Discard(n)
		}
		t.decide()
	}
	if t.decided == nil {
		return 0, nil
	}
	return t.decided.Read(p)
}

func asciiPrefix(b []byte) int {
	for i, c := range b {
		if c >= utf8.RuneSelf {
			return i
		}
	}
	return len(b)
}

// decide takes Windows-1252 only when the sample is not UTF-8. A sample with a few broken
// bytes among well-formed sequences is damaged UTF-8: its rows are refused later.
func (t *eightBit) decide() {
	sample, err := t.src.Peek(sampleSize)
	atEnd := err != nil
	good, bad := 0, 0
	for len(sample) > 0 {
		if !atEnd && !utf8.FullRune(sample) {
			break // the sample ends inside a sequence
		}
		r, size := utf8.DecodeRune(sample)
		switch {
		case r == utf8.RuneError && size == 1:
			bad++
		case size > 1:
			good++
		}
		sample = sample[size:]
	}
	if t.latin = bad > good; t.latin {
		t.decided = transform.NewReader(t.src, charmap.Windows1252.NewDecoder())
		return
	}
	t.decided = t.src
}

func (t *eightBit) notes() []string {
	if !t.latin {
		return nil
	}
	return []string{"The file is not in UTF-8 and was read as Windows-1252. Look at words with accents before you rely on it."}
}
