package document

import (
	"embed"
	"fmt"
	"slices"
)

//go:embed fonts/*.ttf
var fontFiles embed.FS

// face is one of the cuts of type that documents are set in.
type face int

const (
	serif face = iota
	serifItalic
	serifBold
	sans
	sansBold
	eastern    // Hebrew, Arabic, Armenian, Georgian
	farEastern // Chinese, Japanese
	korean
)

// faceFiles names the family and style by which the PDF library knows a face, and its file.
var faceFiles = [...]struct{ family, style, file string }{
	serif:       {"serif", "", "SourceSerif4-Regular.ttf"},
	serifItalic: {"serif", "I", "SourceSerif4-Italic.ttf"},
	serifBold:   {"serif", "B", "SourceSerif4-SemiBold.ttf"},
	sans:        {"sans", "", "SourceSans3-Regular.ttf"},
	sansBold:    {"sans", "B", "SourceSans3-SemiBold.ttf"},
	eastern:     {"eastern", "", "DejaVuSans.ttf"},
	farEastern:  {"far-eastern", "", "DroidSansFallbackFull.ttf"},
	korean:      {"korean", "", "NanumSquareR.ttf"},
}

// fontBytes returns a copy of a font of its own: the PDF library writes into
// the bytes it is given, and documents are made concurrently.
func fontBytes(f face) []byte {
	b, err := fontFiles.ReadFile("fonts/" + faceFiles[f].file)
	if err != nil {
		panic(fmt.Sprintf("document: font %s is not embedded", faceFiles[f].file))
	}
	return slices.Clone(b)
}
