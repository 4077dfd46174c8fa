package ui

import (
	"testing"

	"pgregory.net/rapid"
)

func TestRoundTop(t *testing.T) {
	for in, want := range map[int]int{0: 2, 1: 2, 3: 4, 7: 8, 9: 10, 10: 10, 11: 20, 30: 40, 99: 100, 1840: 2000, 4001: 6000} {
		if got := roundTop(in); got != want {
			t.Errorf("roundTop(%d) = %d, want %d", in, got, want)
		}
	}
}

func TestRoundTopHoldsAll(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 1_000_000_000).Draw(t, "n")
		if top := roundTop(n); top < n || top%2 != 0 || top > 2*max(n, 1) {
			t.Errorf("roundTop(%d) = %d", n, top)
		}
	})
}

func TestPointsStayInTheBox(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		values := rapid.SliceOfN(rapid.IntRange(-5, 1000), 1, 60).Draw(t, "values")
		var data []Datum
		for _, v := range values {
			data = append(data, Datum{Value: v})
		}
		top := roundTop(largest(data))
		labels := 0
		for i, d := range data {
			if x, y := pointX(i, len(data)), pointY(d.Value, top); x < 0 || x > 100 || y < 0 || y > 100 {
				t.Errorf("point %d at %v, %v", i, x, y)
			}
			if labelled(i, len(data)) {
				labels++
			}
		}
		if labels < 1 || labels > 6 || !labelled(len(data)-1, len(data)) {
			t.Errorf("%d of %d points are labelled", labels, len(data))
		}
	})
}

func TestShare(t *testing.T) {
	for _, c := range [][3]int{{0, 0, 0}, {1, 0, 0}, {5, 8, 62}, {8, 8, 100}, {9, 8, 100}, {-1, 8, 0}} {
		if got := share(c[0], c[1]); got != c[2] {
			t.Errorf("share(%d, %d) = %d, want %d", c[0], c[1], got, c[2])
		}
	}
}

// A chart must be there for those who do not see it: named, described, and as a table.
func TestChartsSayWhatTheyShow(t *testing.T) {
	data := []Datum{{Label: "A", Value: 3}, {Label: "B", Value: 4, Text: "0.4 CEU"}}
	for _, c := range []struct {
		name string
		page string
	}{
		{"bars", render(t, t.Context(), BarChart(`Seats "taken"`, "B leads.", data))},
		{"line", render(t, t.Context(), LineChart(`Seats "taken"`, "B leads.", data))},
	} {
		all := elements(t, c.page)
		checkReferences(t, all)
		checkPolicy(t, all)
		svg := find(all, "svg", "role", "img")
		if svg == nil {
			t.Fatalf("%s: no picture", c.name)
		}
		texts := map[string]string{}
		for _, n := range all {
			if n.Data == "title" || n.Data == "desc" {
				texts[n.Data] = words(n)
			}
			if v, _ := attr(n, "data-label"); v == "Value" {
				texts["value"] = words(n)
			}
		}
		if texts["title"] != `Seats "taken"` || texts["desc"] != "B leads." || texts["value"] != "0.4 CEU" {
			t.Errorf("%s: %v", c.name, texts)
		}
	}
	if all := elements(t, render(t, t.Context(), LineChart("T", "D", nil))); find(all, "svg", "role", "img") != nil {
		t.Error("a picture of nothing")
	}
}
