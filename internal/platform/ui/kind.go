package ui

// Kind is the sense in which something is said, and so its mark and colour.
type Kind string

// The kinds of tags, alerts and marks.
const (
	Neutral Kind = "neutral" // a plain fact
	Accent  Kind = "accent"  // worth noticing
	Good    Kind = "good"    // done, confirmed, verified
	Warn    Kind = "warn"    // needs attention soon
	Bad     Kind = "bad"     // wrong, refused, ended
)

// class is how a tag of the kind looks.
func (k Kind) class() string {
	switch k {
	case Good, Warn, Bad, Accent:
		return "lc-" + string(k)
	default:
		return "lc-neutral"
	}
}

// icon is the mark that stands beside the words, so that colour is never alone.
func (k Kind) icon() string {
	switch k {
	case Good:
		return "check-circle"
	case Warn:
		return "exclamation-triangle"
	case Bad:
		return "x-circle"
	default:
		return "info-circle"
	}
}
