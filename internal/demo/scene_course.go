package demo

import (
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/registration"
)

// firstYearCourse is a course that is completed by its three parts, with people at every stage of it.
func (st *stage) firstYearCourse() {
	st.on(-100, 10)
	whole := st.write("first-year")
	var parts []catalogue.Part
	for _, key := range []string{"building", "questions", "closing"} {
		o := st.put(key)
		parts = append(parts, catalogue.Part{OfferID: o.ID, Required: true})
	}
	if st.err == nil {
		st.keep("parts", st.catalogue.SetParts(st.ctx, st.as("unit-manager"), whole.ID, parts, time.Time{}))
	}
	st.publish(whole, "first-year")
	walk := func(who id.ID, from, done int) {
		st.on(from, 18)
		st.begin(who, whole.ID, registration.Intent{Reason: "To prepare for another role"})
		for k := range done {
			st.on(from+2+3*k, 19)
			st.finish(st.begin(who, parts[k].OfferID, registration.Intent{}))
		}
	}
	for i, who := range st.others(150, 9) {
		walk(who, -80+5*i, []int{3, 3, 1, 3, 0, 2, 3, 1, 0}[i])
	}
	walk(st.persona("non-member").id, -50, 3)
	walk(st.persona("learner").id, -13, 1)
}
