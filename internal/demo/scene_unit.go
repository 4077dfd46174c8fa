package demo

import (
	"fmt"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/registration"
)

// deskOfAUnit is what lies on the desk of the Public Library Association: one webinar closed with
// answers, and drafts in several states. What happened since yesterday is sinceYesterday.
func (st *stage) deskOfAUnit() {
	st.closedWithAnswers()
	st.on(-12, 11)
	desk := st.write("desk")
	st.date(desk, "desk", st.weekday(24), 13)
	st.on(-5, 16)
	st.write("seeds")
	st.on(-3, 15)
	for i := range st.offers {
		if o := &st.offers[len(st.offers)-1-i]; o.unit.Acronym == "PLA" && o.kind == "webinar" && st.err == nil {
			st.revise(o.id)
			break
		}
	}
}

// revise begins a new wording of a published offer, which nobody sees yet.
func (st *stage) revise(offer id.ID) {
	editor := st.as("unit-editor")
	o, v, err := st.catalogue.Edit(st.ctx, editor, offer)
	st.keep("edit", err)
	if st.err != nil {
		return
	}
	d := catalogue.DraftOf(o, v)
	d.Objectives = append(d.Objectives, "Say in one sentence what you would do differently next time")
	_, err = st.catalogue.SaveDraft(st.ctx, editor, offer, d)
	st.keep("save a draft", err)
}

// closedWithAnswers is a webinar of more than a month ago, so that its answers are shown: presented by the mentor, attended, closed, evaluated.
func (st *stage) closedWithAnswers() {
	st.on(-90, 10)
	o := st.put("printers")
	oc := st.date(o, "printers", st.weekday(-40), 13)
	var came []registration.Registration
	for i, who := range append([]id.ID{st.persona("learner").id, st.persona("non-member").id, st.persona("coordinator").id, st.persona("administrator").id, st.persona("auditor").id, st.persona("unit-editor").id, st.persona("reviewer").id},
		st.others(80, 19)...) {
		st.on(-75+i, 12)
		came = append(came, st.register(who, oc, registration.Intent{AskLater: i%3 == 0}))
	}
	if st.err != nil {
		return
	}
	st.clock.Set(oc.EndsAt.Add(30 * time.Minute))
	manager := st.as("unit-manager")
	st.attended(manager, oc, 0, came[:21]...)
	st.attended(manager, oc, 20, came[21:23]...)
	st.clock.Set(oc.EndsAt.Add(22 * time.Hour))
	st.close(manager, oc)
	levels := []string{"right", "right", "too-easy", "right", "right", "too-hard"}
	for i := range 13 {
		st.clock.Advance(7 * time.Hour)
		a := registration.Answers{Useful: []int{5, 4, 4, 3, 5, 4, 2}[i%7], Level: levels[i%len(levels)]}
		if i%2 == 0 {
			a.Text = st.words.Intended[i/2%len(st.words.Intended)]
		}
		if i != 1 { // one of the personas has not answered yet
			st.answer(came[i], a)
		}
	}
}

// sinceYesterday is what is still going on: a file of joins with rows that fit nobody, a seat
// promised to the learner this morning, a place in a waiting list. Its letters are still to be written.
func (st *stage) sinceYesterday() {
	st.askWhatIsDue()
	st.waitingForPuppets()
	st.on(-40, 10)
	kindly := st.put("kindly")
	full := st.date(kindly, "kindly", st.weekday(7), 13)
	var seats []registration.Registration
	for i, who := range st.others(110, 8) {
		st.on(-30+i, 10)
		seats = append(seats, st.register(who, full, registration.Intent{}))
	}
	for i, who := range append([]id.ID{st.persona("learner").id}, st.others(118, 3)...) {
		st.on(-15+i, 17)
		st.register(who, full, registration.Intent{Reason: "To do my present work better"})
	}
	st.on(-45, 10)
	weeding := st.put("weeding")
	over := st.date(weeding, "weeding", st.weekday(-1), 13)
	var list []registration.Registration
	for i, who := range append([]id.ID{st.persona("non-member").id, st.persona("coordinator").id, st.persona("mentor").id}, st.others(130, 11)...) {
		st.on(-25+i, 11)
		list = append(list, st.register(who, over, registration.Intent{}))
	}
	st.work()
	if st.err != nil {
		return
	}
	st.clock.Set(st.now.Add(-3 * time.Hour))
	_, err := st.registration.ImportAttendance(st.ctx, st.as("unit-editor"), over.ID, strings.NewReader(st.joins(over, list)), registration.AttendanceOptions{Name: "weeding-participants.csv"})
	st.keep("take in the file", err)
	st.clock.Set(st.now.Add(-2 * time.Hour))
	_, err = st.registration.Cancel(st.ctx, st.actor(seats[2].PersonID), seats[2].ID, "")
	st.keep("cancel", err)
}

// askWhatIsDue has the questions of earlier years asked in their time.
func (st *stage) askWhatIsDue() {
	st.on(-1, 7)
	if st.err == nil {
		st.keep("ask", st.queue.RunPeriodic(st.ctx))
		st.work()
	}
}

// waitingForPuppets is a full workshop in which the learner waits as the third.
func (st *stage) waitingForPuppets() {
	st.on(-50, 9)
	o := st.put("puppets")
	oc := st.date(o, "puppets", st.weekday(16), 13)
	for i, who := range st.others(95, 12) {
		st.on(-45+2*i, 13)
		st.register(who, oc, registration.Intent{})
	}
	st.on(-10, 20)
	st.register(st.persona("learner").id, oc, registration.Intent{Reason: "Out of interest"})
	st.on(-4, 20)
	st.register(st.persona("mentor").id, oc, registration.Intent{})
}

// joins is what the meeting platform exported: some joined twice, some from a device without an address.
func (st *stage) joins(oc catalogue.Occurrence, list []registration.Registration) string {
	var b strings.Builder
	b.WriteString("Name (Original Name),User Email,Join Time,Leave Time\r\n")
	row := func(name, address string, from, to int) {
		at := func(m int) string {
			return oc.StartsAt.Add(time.Duration(m) * time.Minute).In(oc.Location()).Format("2006-01-02 15:04:05")
		}
		fmt.Fprintf(&b, "%s,%s,%s,%s\r\n", name, address, at(from), at(to))
	}
	addresses := map[id.ID]string{}
	for _, p := range st.seeder.people {
		addresses[p.id] = p.email
	}
	for i, r := range list[:12] {
		if i == 4 || i == 9 {
			continue // they came by another way, see below
		}
		address := addresses[r.PersonID]
		if i%5 == 3 {
			row(r.PersonName, address, 0, 25)
			row(r.PersonName, strings.ToUpper(address), 24, 60)
			continue
		}
		row(r.PersonName, address, i%4, 60-i%3)
	}
	row(strings.Fields(list[4].PersonName)[0], "", 1, 58)
	row("Branch meeting room", "meeting.room@longportage.example", 2, 60)
	row(list[9].PersonName, "private."+id.Slug(list[9].PersonName, 20)+"@example.net", 0, 55)
	return b.String()
}
