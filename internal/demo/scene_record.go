package demo

import (
	"time"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/record"
	"learningcommons.dev/commons/internal/registration"
)

// yearsOfLearning is what the learner completed in earlier years, with the certificates of those
// days, and one entry that was put right afterwards.
func (st *stage) yearsOfLearning() {
	first := st.held("toddlers", st.weekday(st.daysTo(4, time.October, 12)), st.others(0, 9), registration.Intent{Reason: "To prepare for another role", Toward: "Run story time on my own by the spring"}, 0)
	st.held("picture-books", st.weekday(st.daysTo(3, time.February, 21)), st.others(9, 12), registration.Intent{Reason: "To do my present work better"}, 0)
	st.held("summer", st.weekday(st.daysTo(2, time.April, 9)), st.others(21, 11), registration.Intent{Reason: "To do my present work better", Toward: "Plan the summer of our branch"}, 0)
	wrong := st.held("screens", st.weekday(st.daysTo(1, time.January, 17)), st.others(32, 14), registration.Intent{Reason: "My employer asks for it", AskLater: true}, 50)
	st.archive(first)
	st.correct(wrong)
	for i, o := range st.offers {
		// Something from a unit that has since become part of another one.
		if o.unit.SuccessorID != "" && o.registrable && o.kind != "mooc" {
			st.clock.Set(o.published.AddDate(0, 2, 0))
			r := st.begin(st.persona("learner").id, o.id, registration.Intent{Reason: "Out of interest"})
			st.clock.Set(o.published.AddDate(0, 2, 9+i%5))
			st.finish(r)
			break
		}
	}
}

// archive takes the offer of an earlier year out of the catalogue.
func (st *stage) archive(r registration.Registration) {
	st.on(st.daysTo(2, time.November, 20), 11)
	if st.err == nil {
		st.keep("archive", st.catalogue.Archive(st.ctx, st.as("unit-manager"), r.OfferID, "We hold it no longer; its place is taken by shorter ones."))
	}
}

// correct puts an entry right whose minutes had come in short: one proposes it, another confirms.
func (st *stage) correct(r registration.Registration) {
	if st.err != nil {
		return
	}
	st.clock.Set(r.CreatedAt.AddDate(0, 0, 45))
	e, err := st.record.BySource(st.ctx, st.DB, "completion:"+string(r.ID))
	st.keep("find the entry", err)
	c := record.CorrectionOf(e)
	c.Minutes, c.Reason = 60, "The platform's list had left out the last ten minutes; the recording shows that you stayed to the end."
	if st.err == nil {
		proposal, err := st.recognition.ProposeCorrection(st.ctx, st.as("reviewer"), e.ID, c)
		st.keep("propose a correction", err)
		if st.clock.Advance(26 * time.Hour); st.err == nil {
			_, err = st.recognition.ConfirmProposal(st.ctx, st.as("colleague"), proposal.ID)
			st.keep("confirm a correction", err)
		}
		st.work()
	}
}

// recordOfTheLearner is what the learner added and shared, and who looked.
func (st *stage) recordOfTheLearner() {
	me := "learner"
	st.on(-128, 20)
	st.claim(me, record.OutsideLearning{Title: "Conversational Spanish for public service", Provider: "Two Rivers Adult School", BeganOn: day(st.moment(-220, 12)), EndedOn: day(st.moment(-130, 12)),
		Minutes: 720, Format: "in-person", Claimed: record.Credit{Amount: "1.2", Unit: "CEU"}, Why: "Families at story time", Toward: "Lead a story time in two languages"})
	st.on(-300, 18)
	ended := st.share(me, record.NewShare{Label: "Yearly talk with my director"})
	st.on(-296, 9)
	st.open(ended.secret)
	st.on(-280, 18)
	if st.err == nil {
		st.keep("end a link", st.record.EndShare(st.ctx, st.as(me), ended.id))
	}
	st.on(-40, 21)
	link := st.share(me, record.NewShare{Label: "Application for the branch manager post", LastDay: day(st.moment(50, 12))})
	for _, at := range [][2]int{{-38, 10}, {-38, 15}, {-21, 9}, {-2, 11}} {
		st.on(at[0], at[1])
		st.open(link.secret)
	}
	st.on(-9, 14)
	if st.err == nil {
		_, err := st.record.Look(st.ctx, st.as("reviewer"), st.persona(me).id, "Question about the corrected minutes of a webinar")
		st.keep("look", err)
	}
}

func (st *stage) claim(who string, o record.OutsideLearning) {
	if st.err == nil {
		_, err := st.record.ClaimOutside(st.ctx, st.as(who), o)
		st.keep("claim", err)
	}
}

type shared struct {
	id     id.ID
	secret string
}

func (st *stage) share(who string, n record.NewShare) shared {
	if st.err != nil {
		return shared{}
	}
	sh, secret, err := st.record.Share(st.ctx, st.as(who), n)
	st.keep("share", err)
	return shared{sh.ID, secret}
}

// open is somebody who has the link and follows it.
func (st *stage) open(secret string) {
	if st.err == nil {
		_, _, err := st.record.Shared(st.ctx, authz.Actor{}, secret)
		st.keep("open a link", err)
	}
	st.clock.Advance(time.Minute)
}
