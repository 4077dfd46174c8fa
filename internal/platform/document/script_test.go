package document

import (
	"strings"
	"testing"
)

func TestLinesRunAsTheyAreRead(t *testing.T) {
	for in, want := range map[string]string{
		"Plain text, 12 May":   "Plain text, 12 May",
		"":                     "",
		"שלום":                 "םולש",
		"abc שלום עולם xyz":    "abc םלוע םולש xyz",
		"שלום abc":             "abc םולש",
		"שלום 123 עולם":        "םלוע 123 םולש",
		"abc שלום 3.5 עולם":    "abc םלוע 3.5 םולש",
		"abc 12/2026 שלום":     "abc 12/2026 םולש",
		"(שלום)":               "(םולש)",
		"שלום (abc) עולם":      "םלוע (abc) םולש",
		"שָׁלוֹם":              "םולש",
		"offered by שלום, abc": "offered by םולש, abc",
	} {
		if got := visual(in); got != want {
			t.Errorf("%q is drawn as %q, want %q", in, got, want)
		}
	}
}

// The forms are those of the code charts of Arabic Presentation Forms A and B.
func TestArabicLettersAreJoined(t *testing.T) {
	for in, want := range map[string][]rune{
		"محمد":      {0xfee3, 0xfea4, 0xfee4, 0xfeaa},
		"دار":       {0xfea9, 0xfe8d, 0xfead},                 // letters that do not join to the next
		"سلام":      {0xfeb3, 0xfefc, 0xfee1},                 // lam and alef become one
		"لا":        {0xfefb},                                 //
		"ماء":       {0xfee3, 0xfe8e, 0xfe80},                 // a hamza alone joins to nothing
		"پژگ":       {0xfb58, 0xfb8b, 0xfb92},                 // letters of Persian
		"مُحَمَّد":  {0xfee3, 0xfea4, 0xfee4, 0xfeaa},         // vowel signs are left out
		"بب بب":     {0xfe91, 0xfe90, ' ', 0xfe91, 0xfe90},    //
		"بـب":       {0xfe91, 'ـ', 0xfe90},                    //
		"ب1ب a":     {0xfe8f, '1', 0xfe8f, ' ', 'a'},          //
		"فارسی":     {0xfed3, 0xfe8e, 0xfead, 0xfeb3, 0xfbfd}, //
		"كتاب":      {0xfedb, 0xfe98, 0xfe8e, 0xfe8f},         //
		"ى":         {0xfeef},                                 //
		"على":       {0xfecb, 0xfee0, 0xfef0},                 //
		"مكتبة عام": {0xfee3, 0xfedc, 0xfe98, 0xfe92, 0xfe94, ' ', 0xfecb, 0xfe8e, 0xfee1},
	} {
		if got := shaped(in); string(got) != string(want) {
			t.Errorf("%s is shaped to %x, want %x", in, got, want)
		}
	}
}

func TestScriptsHaveFaces(t *testing.T) {
	p := newPen(meta{title: "x", created: when})
	p.pdf.AddPage()
	p.use(serifBold, 20)
	got := p.pieces("Ana 山田さん 김민수 محمد Δ")
	want := []piece{{serifBold, "Ana "}, {farEastern, "山田さん "}, {korean, "김민수 "}, {eastern, visual("محمد") + " "}, {serifBold, "Δ"}}
	if len(got) != len(want) {
		t.Fatalf("the pieces are %v", got)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("piece %d is %v, want %v", i, got[i], want[i])
		}
	}
	// Drawing them leaves the face as it was, and the whole is as wide as its parts.
	width := p.measure("Ana 山田さん")
	if p.face != serifBold || width <= p.measure("Ana ")+p.size/3 {
		t.Errorf("the face is %v, the width %v", p.face, width)
	}
}

// Names from anywhere stand on certificates and transcripts, and the files stay small.
func TestNamesFromAnywhere(t *testing.T) {
	for _, name := range []string{"محمد عبد الله الفارسي", "רות כהן", "山田 花子", "김민수", "Նարեկ", "ქეთევან"} {
		c := certificate()
		c.Recipient = name
		b := pdfOf(t, c.Write)
		var all strings.Builder
		for _, d := range parsePDF(t, b).pages[0] {
			all.WriteString(d.text + "\n")
		}
		if !strings.Contains(all.String(), visual(name)) {
			t.Errorf("%s is not drawn in:\n%s", name, all.String())
		}
		if len(b) > 120_000 {
			t.Errorf("%s: the file has %d bytes", name, len(b))
		}
	}
}
