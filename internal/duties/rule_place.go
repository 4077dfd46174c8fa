package duties

import "strings"

// states are the states whose rules a key can name, by the code at its beginning: "us-ny-librarian".
var states = map[string]string{
	"us-al": "Alabama", "us-ak": "Alaska", "us-az": "Arizona", "us-ar": "Arkansas", "us-ca": "California", "us-co": "Colorado", "us-ct": "Connecticut",
	"us-de": "Delaware", "us-dc": "District of Columbia", "us-fl": "Florida", "us-ga": "Georgia", "us-hi": "Hawaii", "us-id": "Idaho", "us-il": "Illinois",
	"us-in": "Indiana", "us-ia": "Iowa", "us-ks": "Kansas", "us-ky": "Kentucky", "us-la": "Louisiana", "us-me": "Maine", "us-md": "Maryland",
	"us-ma": "Massachusetts", "us-mi": "Michigan", "us-mn": "Minnesota", "us-ms": "Mississippi", "us-mo": "Missouri", "us-mt": "Montana", "us-ne": "Nebraska",
	"us-nv": "Nevada", "us-nh": "New Hampshire", "us-nj": "New Jersey", "us-nm": "New Mexico", "us-ny": "New York", "us-nc": "North Carolina",
	"us-nd": "North Dakota", "us-oh": "Ohio", "us-ok": "Oklahoma", "us-or": "Oregon", "us-pa": "Pennsylvania", "us-pr": "Puerto Rico", "us-ri": "Rhode Island",
	"us-sc": "South Carolina", "us-sd": "South Dakota", "us-tn": "Tennessee", "us-tx": "Texas", "us-ut": "Utah", "us-vt": "Vermont", "us-va": "Virginia",
	"us-wa": "Washington", "us-wv": "West Virginia", "us-wi": "Wisconsin", "us-wy": "Wyoming",
}

// placeOf returns the code of the state at the beginning of a rule's key, or "".
func placeOf(key string) string {
	if len(key) > 6 && key[5] == '-' {
		if _, ok := states[key[:5]]; ok {
			return key[:5]
		}
	}
	return ""
}

// PlaceName is the name of the state with a code such as "us-ny"; "" for none.
func PlaceName(code string) string { return states[code] }

// Place is a state that has a rule.
type Place struct{ Code, Name string }

// places returns the states of the rules, by name.
func places(list []Rule) []Place {
	var out []Place
	seen := map[string]bool{"": true}
	for _, r := range list {
		if code := r.Place(); !seen[code] {
			seen[code] = true
			out = append(out, Place{code, states[code]})
		}
	}
	sortBy(out, func(p Place) string { return strings.ToLower(p.Name) })
	return out
}
