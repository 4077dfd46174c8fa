package zones

import "strings"

// oneZone are the states and provinces of North America whose clocks all show the same, by zone.
var oneZone = map[string]string{
	"America/New_York":    "ct connecticut de delaware dc district_of_columbia ga georgia me maine md maryland ma massachusetts nh new_hampshire nj new_jersey ny new_york nc north_carolina oh ohio pa pennsylvania ri rhode_island sc south_carolina vt vermont va virginia wv west_virginia",
	"America/Chicago":     "al alabama ar arkansas il illinois ia iowa la louisiana mn minnesota ms mississippi mo missouri ok oklahoma wi wisconsin",
	"America/Denver":      "co colorado mt montana nm new_mexico ut utah wy wyoming",
	"America/Los_Angeles": "ca california wa washington",
	"Pacific/Honolulu":    "hi hawaii", "America/Edmonton": "ab alberta", "America/Winnipeg": "mb manitoba", "America/Moncton": "nb new_brunswick", "America/Halifax": "ns nova_scotia pe prince_edward_island",
	"America/Puerto_Rico": "pr puerto_rico",
}

var byState = map[string]string{}

func init() {
	for zone, states := range oneZone {
		for state := range strings.FieldsSeq(states) {
			byState[state] = zone
		}
	}
}

// countries are how people write those whose states are known.
const countries = " us usa u.s. u.s.a. united_states united_states_of_america ca can canada "

// Place returns the zone of a place by its city and its state, where the two leave no doubt, else "". A city without a state says nothing: many share their names,
// and so do the states of other countries: WA is in Australia too. The country may be empty.
func Place(city, state, country string) string {
	state, country = joined(state), joined(country)
	if state == "" || country != "" && !strings.Contains(countries, " "+country+" ") {
		return ""
	}
	if zone := byState[state]; zone != "" {
		return zone
	}
	return cityZone(strings.TrimSpace(city) + ", " + state)
}

// joined is a name in lower case, its words joined.
func joined(name string) string {
	return strings.Join(strings.Fields(strings.ToLower(name)), "_")
}
