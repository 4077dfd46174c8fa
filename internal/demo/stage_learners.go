package demo

import (
	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/registration"
)

// register registers somebody for an occurrence by themselves.
func (st *stage) register(who id.ID, oc catalogue.Occurrence, why registration.Intent) registration.Registration {
	if st.err != nil {
		return registration.Registration{}
	}
	r, err := st.registration.Register(st.ctx, st.actor(who), registration.Request{Occurrence: oc.ID, Intent: why})
	st.keep("register", err)
	return r
}

// begin begins a self-paced offer.
func (st *stage) begin(who id.ID, offer id.ID, why registration.Intent) registration.Registration {
	if st.err != nil {
		return registration.Registration{}
	}
	r, err := st.registration.Register(st.ctx, st.actor(who), registration.Request{Offer: offer, Intent: why})
	st.keep("begin", err)
	return r
}

// finish completes a self-paced offer by the learner's own word.
func (st *stage) finish(r registration.Registration) {
	if st.err == nil {
		_, err := st.registration.Declare(st.ctx, st.actor(r.PersonID), r.ID)
		st.keep("finish", err)
		st.work()
	}
}

// attended writes down by hand who was there, for the whole of it or for some minutes of each sitting.
func (st *stage) attended(unit authz.Actor, oc catalogue.Occurrence, minutes int, list ...registration.Registration) {
	if st.err != nil {
		return
	}
	a := registration.Attendance{Present: true, Minutes: minutes, Reason: "On the platform's list of participants."}
	if oc.Place != "" {
		a.Reason = "Signed the list at the door."
	}
	for _, r := range list {
		a.Registrations = append(a.Registrations, r.ID)
	}
	_, err := st.registration.RecordAttendance(st.ctx, unit, oc.ID, a)
	st.keep("attendance", err)
}

// close applies the rule to everybody, and lets the certificates be issued.
func (st *stage) close(unit authz.Actor, oc catalogue.Occurrence) {
	if st.err == nil {
		_, err := st.registration.CloseOccurrence(st.ctx, unit, oc.ID)
		st.keep("close", err)
		st.work()
	}
}

// answer answers the questions at completion.
func (st *stage) answer(r registration.Registration, a registration.Answers) {
	if st.err == nil {
		st.keep("answer", st.registration.Answer(st.ctx, st.actor(r.PersonID), r.ID, registration.AtCompletion, a))
	}
}

// held holds a whole date that is past: people register, most of them come, and it is closed the day after.
// The first of them is the learner, whose registration is returned.
func (st *stage) held(key string, days int, others []id.ID, why registration.Intent, minutes int) registration.Registration {
	st.on(days-60, 10)
	o := st.put(key)
	oc := st.date(o, key, days, 13)
	st.on(days-30, 19)
	first := st.register(st.persona("learner").id, oc, why)
	var rest []registration.Registration
	for i, p := range others {
		st.on(days-29+i, 9)
		rest = append(rest, st.register(p, oc, registration.Intent{}))
	}
	if st.err != nil {
		return first
	}
	st.clock.Set(oc.EndsAt.AddDate(0, 0, 1))
	manager := st.manager(st.texts[key].Unit)
	st.attended(manager, oc, minutes, first)
	st.attended(manager, oc, 0, rest[:len(rest)-1]...)
	st.close(manager, oc)
	return first
}
