package demo

import (
	"time"

	"learningcommons.dev/commons/internal/assessment"
)

// whereTheLearnerStands is what the learner finds when they look where they stand: a target with a finished round of two months ago, a goal, a few words
// about themselves, and a mentor who was asked this week and has not answered. The mentor finds the question.
func (st *stage) whereTheLearnerStands() {
	st.on(-60, 19)
	learner := st.as("learner")
	if st.err != nil {
		return
	}
	target, err := st.assessment.BeginProfile(st.ctx, learner, "childrens-librarian")
	st.keep("choose a target", err)
	for n := 0; st.err == nil && n < 40; n++ {
		q, err := st.assessment.Question(st.ctx, learner, target.ID, "")
		st.keep("read a question", err)
		if st.err != nil || q.Done {
			break
		}
		y := assessment.Saying{Competency: q.Line.Competency, Level: q.Choices[(n*2+1)%len(q.Choices)].Code}
		switch {
		case n == 5:
			y = assessment.Saying{Competency: q.Line.Competency, Said: assessment.SaidNone}
		case n == 8:
			y = assessment.Saying{Competency: q.Line.Competency, Said: assessment.SaidSkipped}
		}
		st.clock.Advance(40 * time.Second)
		_, err = st.assessment.Say(st.ctx, learner, target.ID, y)
		st.keep("answer a question", err)
	}
	if st.err != nil {
		return
	}
	_, err = st.assessment.AddGoal(st.ctx, learner, assessment.GoalText{Says: "Run the summer programme without a script", Reason: "The children notice when I read from a sheet.", Term: assessment.ShortTerm,
		ReviewOn: st.now.AddDate(0, 2, 0).Format(time.DateOnly)})
	st.keep("set a goal", err)
	st.keep("reflect", st.assessment.Reflect(st.ctx, learner, []assessment.Writing{
		{Part: assessment.PartValues, Says: "Every child leaves with something that is theirs."},
		{Part: assessment.PartPreferences, Says: "Short things, in the evening, with people I can ask."},
	}))
	st.on(-2, 12)
	_, err = st.assessment.Invite(st.ctx, learner, target.ID, assessment.NewInvitation{Voice: assessment.ByMentor, Name: "Ruth Nakagawa-Olsen", Address: "ruth@example.org",
		Message: "You have seen me at the desk for two years. What do you see?", Sees: assessment.Sees{Map: true, Answers: true}})
	st.keep("invite a mentor", err)
}
