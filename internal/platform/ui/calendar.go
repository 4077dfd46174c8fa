package ui

import "time"

// CalendarAddress is the secret address under which a calendar program finds something.
type CalendarAddress struct {
	// Since is when it was made, zero where there is none. Address is it itself, in the answer that made it and never again.
	Since   time.Time
	Address string
	// Path is where a form makes it or renews it; under it, /stop stops it.
	Path string
	// Warning says beside the address that it is shown this once, and who sees what by it.
	Warning string
}
