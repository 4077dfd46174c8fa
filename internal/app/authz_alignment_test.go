package app

import (
	"fmt"
	"net/url"
)

// alignmentBodies are what is sent to the routes of what offers teach, see bodies.
func alignmentBodies(pattern string, o objects) (url.Values, bool) {
	switch pattern {
	case "POST /api/v1/offers/{key}/alignments":
		return url.Values{"json": {fmt.Sprintf(`{"alignments":[{"competency":%q,"level":"expert"}]}`, o.competency)}}, true
	case "POST /api/v1/offers/{key}/alignments/dismissals":
		return url.Values{"json": {fmt.Sprintf(`{"competencies":[%q]}`, o.otherCompetency)}}, true
	case "POST /api/v1/alignments/table":
		return url.Values{"json": {fmt.Sprintf("offer,framework,code,level\n%s,lc-management,MGT-05,expert\n", o.offerKey)}}, true
	case "POST /api/v1/alignment-decisions/{id}":
		return url.Values{"json": {`{"alignments":[]}`}}, true
	case "POST /work/offers/{id}/competencies":
		return url.Values{"do": {"add"}, "competency": {o.otherCompetency}, "level-" + o.otherCompetency: {"expert"}}, true
	case "POST /work/alignments":
		return url.Values{"do": {"confirm"}, "competency": {o.otherOffer + " " + o.competency}, "level-" + o.otherOffer + "-" + o.competency: {"expert"}}, true
	case "POST /work/alignments/decisions/{id}":
		return url.Values{"do": {"drop"}}, true
	}
	return nil, false
}
