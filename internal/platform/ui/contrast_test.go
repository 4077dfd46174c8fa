package ui

import (
	"math"
	"os"
	"regexp"
	"strconv"
	"testing"
)

// colours reads the colour variables of a style sheet.
func colours(t *testing.T, file string) map[string][3]float64 {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string][3]float64{}
	for _, m := range regexp.MustCompile(`--lc-([a-z-]+): #([0-9a-f]{3}|[0-9a-f]{6});`).FindAllStringSubmatch(string(b), -1) {
		hex := m[2]
		if len(hex) == 3 {
			hex = string([]byte{hex[0], hex[0], hex[1], hex[1], hex[2], hex[2]})
		}
		var c [3]float64
		for i := range c {
			v, err := strconv.ParseUint(hex[2*i:2*i+2], 16, 8)
			if err != nil {
				t.Fatal(err)
			}
			c[i] = float64(v) / 255
		}
		all[m[1]] = c
	}
	return all
}

// luminance is the relative luminance that WCAG 2.2 defines.
func luminance(c [3]float64) float64 {
	var l [3]float64
	for i, v := range c {
		if v <= 0.04045 {
			l[i] = v / 12.92
		} else {
			l[i] = math.Pow((v+0.055)/1.055, 2.4)
		}
	}
	return 0.2126*l[0] + 0.7152*l[1] + 0.0722*l[2]
}

func contrast(a, b [3]float64) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// TestContrast holds the colours to WCAG 2.2: 4.5 to 1 for text (success
// criterion 1.4.3), 3 to 1 for what shows a control or a mark (1.4.11).
func TestContrast(t *testing.T) {
	for _, file := range []string{"static/commons/1-tokens.css", "static/dark.css"} {
		c := colours(t, file)
		hold := func(front, back string, least float64) {
			f, ok := c[front]
			g, ok2 := c[back]
			if !ok || !ok2 {
				t.Errorf("%s: %s or %s is not a colour", file, front, back)
			} else if got := contrast(f, g); got < least {
				t.Errorf("%s: %s on %s is %.2f to 1, less than %v", file, front, back, got, least)
			}
		}
		for _, ground := range []string{"paper", "sheet", "raised"} {
			for _, text := range []string{"ink", "ink-soft", "accent", "accent-deep", "bad"} {
				hold(text, ground, 4.5)
			}
			hold("line-strong", ground, 3)
			for _, area := range areas {
				hold(area, ground, 3)
			}
		}
		for _, tone := range []string{"good", "warn", "bad", "accent"} {
			hold(tone, tone+"-soft", 4.5)
			hold("ink", tone+"-soft", 4.5)
			hold("accent", tone+"-soft", 4.5)
		}
		hold("on-accent", "accent", 4.5)
		hold("on-accent", "accent-deep", 4.5)
		hold("paper", "bad", 4.5)
	}
}
