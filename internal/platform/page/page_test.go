package page_test

import (
	"testing"

	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/page"
)

func TestSizeIsBounded(t *testing.T) {
	for in, want := range map[int]int{0: 20, -5: 20, 1: 1, 100: 100, 1 << 30: 100} {
		if got := (page.Request{Limit: in}).Size(); got != want {
			t.Errorf("limit %d gives %d, want %d", in, got, want)
		}
	}
}

func TestCutAndGoOn(t *testing.T) {
	p := page.Cut([]int{1, 2, 3}, 2, func(n int) any { return n })
	if len(p.Items) != 2 || p.Next == "" {
		t.Fatalf("got %+v", p)
	}
	var last int
	if ok, err := page.Decode(p.Next, &last); !ok || err != nil || last != 2 {
		t.Errorf("the cursor says %d, %v, %v", last, ok, err)
	}
	if p := page.Cut([]int{1, 2}, 2, func(n int) any { return n }); p.Next != "" {
		t.Error("the last page has a next one")
	}
}

func TestEditedCursorsAreRefused(t *testing.T) {
	for _, c := range []string{"x", "!!!", "bm90IGpzb24", page.Encode("text")} {
		var n int
		if _, err := page.Decode(c, &n); !errs.Is(err, errs.Invalid) {
			t.Errorf("cursor %q: %v", c, err)
		}
	}
}
