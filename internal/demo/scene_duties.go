package demo

import (
	"learningcommons.dev/commons/internal/duties"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
	"learningcommons.dev/commons/internal/record"
)

// theBoardsRule is a rule of the association's own, for boards.
const theBoardsRule = `rule: own-board-learning
name: The board learns together
status: verified
binds: group
duty: recommended
source: Invented for the demonstration
versions:
  - version: "1"
    cycle: {kind: calendar, length: 1 year}
    needs:
      all_of:
        - name: Most trustees learn two hours a year
          each: {members: 80%, serving: trustee, need: {at_least: 2 hours}}
        - name: Ten hours together
          together: {at_least: 10 hours}
        - name: A strategic plan
          at_least: 1 activity
          of: {kind: document, tag: strategic plan}
          over: ever
`

// whatBinds is what people said of the rules that bind them, and a library that a coordinator looks after.
func (st *stage) whatBinds() {
	if st.err != nil {
		return
	}
	me := "learner"
	st.on(-70, 20)
	st.claim(me, record.OutsideLearning{Title: "Managing a small budget", Provider: "Municipal League Training", EndedOn: day(st.moment(-90, 12)), Minutes: 420, Format: "in-person", Why: "My director asked me to look after the materials budget"})
	st.bind(st.as(me), duties.Binding{Rule: "us-ny-librarian", Certified: day(st.moment(-260, 12))})
	st.bind(st.as(me), duties.Binding{Rule: "lssc-renewal", Certified: day(st.moment(-1420, 12))})

	_, err := st.duties.SetLettersBefore(st.ctx, st.as(me), duties.LetterSteps)
	st.keep("choose letters", err)

	library := st.organisation("Alder Falls Public Library")
	st.on(-60, 10)
	st.agree(st.as(me), library, "", "")
	for i, who := range st.others(0, 9) {
		rule, role := "us-wi-director", ""
		switch i % 3 {
		case 1:
			rule = "us-ny-librarian"
		case 2:
			rule, role = "lssc-renewal", "trustee"
		}
		a := st.actor(who)
		st.bind(a, duties.Binding{Rule: rule, Certified: day(st.moment(-300-190*i, 12))})
		if i < 6 {
			st.agree(a, library, role, "")
		}
	}
	if text, err := st.duties.WriteRule(st.ctx, st.ruleWriter(), theBoardsRule); err == nil {
		st.keep("publish a rule", st.duties.PublishRule(st.ctx, st.ruleWriter(), text.Key, "", text.Seen()))
	} else {
		st.keep("write a rule", err)
	}
	coordinator := st.as("coordinator")
	st.confirm(coordinator, library)
	st.keep("bind a library", st.duties.BindOrganisation(st.ctx, coordinator, library, "own-board-learning", ""))
	st.keep("say of a library", st.duties.SayOfOrganisation(st.ctx, coordinator, library, duties.Said{Kind: duties.KindDocument, Rule: "own-board-learning", Name: "strategic plan", Day: day(st.moment(-500, 12))}))
	st.work()
}

func (st *stage) bind(a authz.Actor, b duties.Binding) {
	if st.err == nil {
		st.keep("bind", st.duties.Bind(st.ctx, a, b))
	}
}

func (st *stage) agree(a authz.Actor, organisation id.ID, role, since string) {
	if st.err == nil {
		st.keep("agree", st.duties.Agree(st.ctx, a, organisation, role, since))
	}
}

// confirm confirms everybody who agreed for a library.
func (st *stage) confirm(coordinator authz.Actor, library id.ID) {
	if st.err != nil {
		return
	}
	all, err := st.duties.WhoCounts(st.ctx, coordinator, library, page.Request{Limit: page.MaxLimit})
	st.keep("who counts", err)
	for _, m := range all.Items {
		st.keep("confirm", st.duties.Confirm(st.ctx, coordinator, library, m.ID))
	}
}

// organisation is the id of the organisation with this name.
func (st *stage) organisation(name string) id.ID {
	for _, o := range st.orgs {
		if o.name == name {
			return o.id
		}
	}
	return ""
}

// ruleWriter is the accreditation officer, who writes the association's rules.
func (st *stage) ruleWriter() authz.Actor { return st.as("accreditation") }
