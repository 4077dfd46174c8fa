package standards

import (
	"encoding/json"

	"learningcommons.dev/commons/internal/standards/casefile"
)

// Kept is what an exchange file said of a framework beyond what is known here, given back as it was.
type Kept struct {
	Document    casefile.Rest   `json:"document,omitempty"`
	Definitions json.RawMessage `json:"definitions,omitempty"`
}

// keptOf writes what an object said beyond what is known; nothing is {}.
func keptOf(r casefile.Rest) string {
	if len(r) == 0 {
		return "{}"
	}
	b, err := json.Marshal(r)
	if err != nil {
		return "{}"
	}
	return string(b)
}

// restOf is keptOf backwards.
func restOf(kept string) casefile.Rest {
	var r casefile.Rest
	if json.Unmarshal([]byte(kept), &r) != nil || len(r) == 0 {
		return nil
	}
	return r
}
