package document

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"image/png"
	"io"
	"strings"
	"testing"

	"learningcommons.dev/commons/internal/platform/errs"
)

const address = "https://learning.example.org/verify/7KQ2M-9XHPT-4WZ8C-B3N6D"

func TestQRSVG(t *testing.T) {
	got, err := QRSVG(address, `Verify "this" <certificate> & more`)
	if err != nil {
		t.Fatal(err)
	}
	var svg struct {
		ViewBox string `xml:"viewBox,attr"`
		Role    string `xml:"role,attr"`
		Label   string `xml:"aria-label,attr"`
		Edges   string `xml:"shape-rendering,attr"`
		Title   string `xml:"title"`
		Path    struct {
			Class string `xml:"class,attr"`
			D     string `xml:"d,attr"`
		} `xml:"path"`
	}
	d := xml.NewDecoder(strings.NewReader(got))
	if err := d.Decode(&svg); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		t.Errorf("more than one element: %v", err)
	}
	const title = `Verify "this" <certificate> & more`
	if svg.Title != title || svg.Label != title || svg.Role != "img" || svg.Edges != "crispEdges" || svg.Path.Class != "qr-ink" {
		t.Errorf("got %+v", svg)
	}
	if strings.Contains(got, "style") {
		t.Error("a style attribute, which the content security policy forbids")
	}
	q, err := NewQR(address)
	if err != nil {
		t.Fatal(err)
	}
	if want := fmt.Sprintf("0 0 %d %d", q.Size()+8, q.Size()+8); svg.ViewBox != want {
		t.Errorf("view box %q, want %q", svg.ViewBox, want)
	}
	dark := map[[2]int]bool{}
	for part := range strings.SplitSeq(strings.TrimSuffix(svg.Path.D, "z"), "z") {
		var x, y, w, back int
		if _, err := fmt.Sscanf(part, "M%d %dh%dv1h-%d", &x, &y, &w, &back); err != nil || w != back {
			t.Fatalf("%q: %v", part, err)
		}
		for i := range w {
			dark[[2]int{x + i - 4, y - 4}] = true
		}
	}
	for y := -4; y < q.Size()+4; y++ {
		for x := -4; x < q.Size()+4; x++ {
			if dark[[2]int{x, y}] != q.Dark(x, y) {
				t.Fatalf("the module in column %d of row %d is wrong", x, y)
			}
		}
	}
}

func TestQRPNG(t *testing.T) {
	b, err := QRPNG(address)
	if err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	q, err := NewQR(address)
	if err != nil {
		t.Fatal(err)
	}
	if want := 8 * (q.Size() + 8); img.Bounds().Dx() != want || img.Bounds().Dy() != want {
		t.Fatalf("%v, want %d", img.Bounds(), want)
	}
	for y := -4; y < q.Size()+4; y++ {
		for x := -4; x < q.Size()+4; x++ {
			r, _, _, _ := img.At((x+4)*8+3, (y+4)*8+3).RGBA()
			if (r == 0) != q.Dark(x, y) {
				t.Fatalf("the module in column %d of row %d is wrong", x, y)
			}
		}
	}
}

func TestQRRefuses(t *testing.T) {
	for _, text := range []string{"", strings.Repeat("x", maxQR+1)} {
		if _, err := QRSVG(text, "t"); !errs.Is(err, errs.Invalid) {
			t.Errorf("%d bytes: %v", len(text), err)
		}
		if _, err := QRPNG(text); !errs.Is(err, errs.Invalid) {
			t.Errorf("%d bytes: %v", len(text), err)
		}
	}
	if _, err := QRSVG(strings.Repeat("ü", maxQR/2), "t"); err != nil {
		t.Error(err)
	}
}
