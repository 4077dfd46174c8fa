package demo

import (
	"slices"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/record"
	"learningcommons.dev/commons/internal/registration"
)

// everybodyElse gives each persona something of their own: a seat soon, something begun, an outside claim.
func (st *stage) everybodyElse() {
	soon := st.soon()
	for i, who := range []string{"learner", "non-member", "mentor", "coordinator", "administrator", "unit-editor"} {
		st.on(-6+i, 8)
		if k := st.choose(who, soon); k >= 0 {
			st.register(st.persona(who).id, soon[k].Occurrence, registration.Intent{Reason: "To do my present work better"})
			soon = slices.Delete(soon, k, k+1)
		}
	}
	st.on(-33, 20)
	for i, who := range []string{"mentor", "coordinator", "reviewer", "unit-manager", "auditor"} {
		if lesson := st.lesson(i + 4); lesson != "" {
			r := st.begin(st.persona(who).id, lesson, registration.Intent{})
			if st.err == nil && i%2 == 0 && r.State == registration.StateRegistered {
				st.finish(r)
			}
		}
	}
	st.on(-70, 19)
	st.claim("non-member", record.OutsideLearning{Title: "First aid and overdose response training", Provider: "County Health Department", EndedOn: day(st.moment(-75, 12)), Minutes: 240, Format: "in-person"})
	st.on(-55, 19)
	st.claim("mentor", record.OutsideLearning{Title: "Listening as a mentor: four evenings", Provider: "Regional Humanities Council", BeganOn: day(st.moment(-85, 12)), EndedOn: day(st.moment(-60, 12)), Minutes: 480, Format: "in-person", Why: "New mentees in autumn"})
	st.on(-45, 10)
	st.claim("coordinator", record.OutsideLearning{Title: "Writing a report that a funder will read", Provider: "Municipal League Training", EndedOn: day(st.moment(-47, 12)), Minutes: 360, Format: "online", Claimed: record.Credit{Amount: "6", Unit: "contact hours"}})
	st.on(-30, 10)
	link := st.share("coordinator", record.NewShare{Label: "Yearly report to the state librarian"})
	st.on(-26, 9)
	st.open(link.secret)
	st.on(-20, 9)
	st.registerOfPlatforms()
}

// registerOfPlatforms fills the register with what the association uses, as its administrator last looked at it.
func (st *stage) registerOfPlatforms() {
	looked := day(st.moment(-20, 9))
	for _, p := range []catalogue.Platform{
		{Name: "Zoom", Purpose: "Webinars and meetings", Seats: 1000, Report: string(registration.ZoomWebinar), Review: "Live captions and keyboard use are good. Polls are not read out by screen readers."},
		{Name: "GoToWebinar", Purpose: "Webinars with registration", Seats: 1000, Report: string(registration.GoToWebinar), Review: "People can join by telephone alone."},
		{Name: "WebEx", Purpose: "Larger meetings of committees", Seats: 1000, Report: string(registration.WebEx), Review: "Its report names the zone in words."},
		{Name: "Adobe Connect", Purpose: "Small groups with rooms", Seats: 100, Report: string(registration.AdobeConnect), Review: "Up to a hundred people. Rooms for groups work well."},
		{Name: "Moodle", Purpose: "Courses over several weeks", Report: string(registration.MoodleCompletion), Review: "Completion is exported by activity."},
	} {
		if st.err != nil {
			return
		}
		p.ReviewedOn = looked
		_, err := st.catalogue.SavePlatform(st.ctx, st.as("administrator"), p)
		st.keep("a platform", err)
	}
}

// soon are dates of the next days with seats left, one of each offer.
func (st *stage) soon() []catalogue.UpcomingDate {
	if st.err != nil {
		return nil
	}
	st.on(0, 8)
	list, err := st.catalogue.Upcoming(st.ctx, st.as("administrator"), st.now.Add(14*24*time.Hour), 80)
	st.keep("what comes soon", err)
	var out []catalogue.UpcomingDate
	seen := map[id.ID]bool{}
	for _, u := range list {
		free, limited := u.SeatsLeft()
		if seen[u.OfferID] || u.ParentID != "" || u.StartsAt.Before(st.now.Add(20*time.Hour)) || limited && free < 20 || u.EndsAt.Sub(u.StartsAt) > 12*time.Hour {
			continue
		}
		seen[u.OfferID] = true
		out = append(out, u)
	}
	return out
}

// choose returns the date that interests a persona most, or -1 where there is none.
func (st *stage) choose(who string, dates []catalogue.UpcomingDate) int {
	p := st.words.Personas[slices.IndexFunc(st.words.Personas, func(p Persona) bool { return p.Key == who })]
	for k, u := range dates {
		i := slices.IndexFunc(st.offers, func(o offer) bool { return o.id == u.OfferID })
		if i >= 0 && slices.Contains(p.Areas, st.offers[i].areas[0]) && st.offers[i].language == "en" {
			return k
		}
	}
	return len(dates) - 1
}

// lesson is the n-th short lesson that can be begun at any time.
func (st *stage) lesson(n int) id.ID {
	for _, o := range st.offers {
		if o.kind == "micro-lesson" && o.unit.EndedOn == "" && o.language == "en" {
			if n == 0 {
				return o.id
			}
			n--
		}
	}
	return ""
}
