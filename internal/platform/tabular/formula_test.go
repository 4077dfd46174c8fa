package tabular

import (
	"testing"

	"pgregory.net/rapid"
)

func TestFormulas(t *testing.T) {
	for _, test := range []struct {
		cell      string
		looksLike bool
		written   string
	}{
		{`=HYPERLINK("http://x.example","y")`, true, `'=HYPERLINK("http://x.example","y")`},
		{"=1", true, "'=1"},
		{"=", true, "'="},
		{"+cmd|' /C calc'!A0", true, "'+cmd|' /C calc'!A0"},
		{"-2+SUM(A1)", true, "'-2+SUM(A1)"},
		{"@SUM(1+9)", true, "'@SUM(1+9)"},
		{"-A1+B2", true, "'-A1+B2"},
		{"-1+2", false, "'-1+2"},
		{"+Sheet2!A1", true, "'+Sheet2!A1"},
		{"@handle", false, "'@handle"},
		{"@ your library", false, "'@ your library"},
		{"- a list: one (or two)", false, "'- a list: one (or two)"},
		{"+1 for libraries", false, "'+1 for libraries"},
		{"== Aims ==", false, "'== Aims =="},
		{"\t=1", true, "'\t=1"},
		{"\r=1", true, "'\r=1"},
		{" =1", true, "' =1"},
		{"＝1+A1", true, "'＝1+A1"},
		{"'=A1", true, "''=A1"},
		{"''=A1", false, "'''=A1"},
		{"-", false, "'-"},
		{"+44 20 7946 0000", false, "'+44 20 7946 0000"},
		{"-5", false, "-5"},
		{"+1", false, "+1"},
		{"-1,234.50", false, "-1,234.50"},
		{"+3%", false, "+3%"},
		{"--5", false, "'--5"},
		{"plain", false, "plain"},
		{"a=b", false, "a=b"},
		{"'quoted'", false, "'quoted'"},
		{"", false, ""},
	} {
		if got := LooksLikeFormula(test.cell); got != test.looksLike {
			t.Errorf("LooksLikeFormula(%q) = %v", test.cell, got)
		}
		if got := neutralise(test.cell); got != test.written {
			t.Errorf("neutralise(%q) = %q, want %q", test.cell, got, test.written)
		}
	}
}

func TestRestoreUndoesNeutralise(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringOf(rapid.RuneFrom([]rune("'=+-@\t\r\n 1a％＝"))).Draw(t, "cell")
		if got := restore(neutralise(s)); got != s {
			t.Fatalf("%q came back as %q", s, got)
		}
	})
}
