package assessment

import (
	"testing"

	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/standards"
)

func TestATargetIsBounded(t *testing.T) {
	if err := bearable(maxItems); err != nil {
		t.Error(err)
	}
	if err := bearable(maxItems + 1); !errs.Is(err, errs.Conflict) {
		t.Error(err)
	}
}

func TestSeveralTargetsAskAsTheMostDemanding(t *testing.T) {
	item := func(level string, rank, weight int) Line {
		return Line{Item: Item{Competency: "c", Level: level, Rank: rank, Weight: weight}}
	}
	got := strongest([]Line{item("low", 1, 3), {Item: Item{Competency: "d", Weight: 2}}, item("high", 3, 1)})
	if len(got) != 2 || got[0].Item.Rank != 3 || got[0].Item.Level != "high" || got[0].Weight != 3 {
		t.Errorf("%+v", got)
	}
	if got = strongest([]Line{{Item: Item{Competency: "d", Weight: 2}}, item("high", 3, 1), item("low", 1, 3)}); got[0].Competency != "c" || got[0].Item.Rank != 3 {
		t.Errorf("%+v", got)
	}
}

func TestEveryLevelThatIsWantedCanBeSaid(t *testing.T) {
	text := standards.Text{Levels: []standards.Level{{Code: "a", Title: "A", Rank: 1, Description: "of a"}, {Code: "b", Title: "B", Rank: 2}, {Code: "c", Title: "C", Rank: 3}, {Code: "d", Title: "D", Rank: 4, Description: "of d"}}}
	codes := func(wanted string) (out string) {
		for _, c := range choicesOf(text, wanted) {
			out += c.Code
		}
		return out
	}
	if got := codes("b"); got != "abcd" {
		t.Errorf("without any statements: %s", got)
	}
	text.Indicators = []standards.Indicator{{Level: "c", Text: "does c"}}
	if got := codes("b"); got != "bcd" {
		t.Errorf("what is wanted, and what is above, is there: %s", got)
	}
	if got := codes("c"); got != "cd" {
		t.Errorf("what is neither is left out: %s", got)
	}
	if last := choicesOf(text, "c")[1]; len(last.Statements) != 2 || last.Statements[0] != "D" || last.Statements[1] != "of d" {
		t.Errorf("%+v", last)
	}
}
