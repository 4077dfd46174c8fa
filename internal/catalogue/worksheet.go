package catalogue

import (
	"time"

	"learningcommons.dev/commons/internal/platform/id"
)

// The statuses of a worksheet.
const (
	WorksheetProposed = "proposed"
	WorksheetApproved = "approved"
	WorksheetReturned = "returned"
)

// Stretch is a stretch of time on a worksheet, counted or excluded.
type Stretch struct {
	What    string
	Minutes int
}

// Worksheet is the CEU calculation of one version: which minutes were counted, which were
// not, by what method, and who agreed. Nobody approves a worksheet of their own.
type Worksheet struct {
	ID        id.ID
	VersionID id.ID
	Counted   []Stretch
	Excluded  []Stretch
	// CountedMinutes is the sum of Counted; Tenths is CEUTenths of it.
	CountedMinutes int
	Tenths         int
	Method         string
	Status         string
	AuthorID       id.ID
	ProposedAt     time.Time
	DecidedBy      id.ID
	DecidedAt      time.Time
	Reason         string
}

func minutesOf(stretches []Stretch) int {
	n := 0
	for _, s := range stretches {
		n += s.Minutes
	}
	return n
}
