package registration

import (
	"testing"
	"time"

	"learningcommons.dev/commons/internal/platform/id"
)

// TestAChoiceOfBeforeTheSittingWasDivided falls with its file as any other: it speaks of every day that had begun.
func TestAChoiceOfBeforeTheSittingWasDivided(t *testing.T) {
	start := time.Date(2026, 3, 2, 10, 0, 0, 0, time.UTC)
	windows := []Window{{DayID: "one", Start: start, End: start.Add(time.Hour)}, {DayID: "two", Start: start.Add(2 * time.Hour), End: start.Add(3 * time.Hour)}}
	after := start.Add(4 * time.Hour)
	visit := Fact{How: HowFile, Form: "zoom-meeting", FileID: id.ID("f"), JoinedAt: start, LeftAt: start.Add(10 * time.Minute), Present: true, RecordedAt: after}
	list := Fact{How: HowPresenter, FileID: id.ID("l"), Present: true, Minutes: 60, RecordedAt: after}
	choice := Fact{How: HowChoice, Chosen: "file:zoom-meeting", Present: true, Minutes: 10, RecordedAt: after.Add(time.Hour)}
	if n := len(counting(windows, []Fact{visit, list, choice}, time.Time{})); n != 3 {
		t.Errorf("%d facts count, want all", n)
	}
	visit.setAside = after.Add(2 * time.Hour)
	for _, f := range counting(windows, []Fact{visit, list, choice}, time.Time{}) {
		if f.How == HowChoice {
			t.Error("the choice counts without the file that it followed")
		}
	}
}
