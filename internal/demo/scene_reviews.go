package demo

import (
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/recognition"
)

// queueOfReviews is what waits for the reviewer: asked on different days by different units, once
// returned and asked again, and one whose worksheet is the reviewer's own, so that somebody else must decide.
func (st *stage) queueOfReviews() {
	both := []catalogue.Recognition{catalogue.Certificate, catalogue.CEU}

	st.on(-24, 11)
	once := st.write("once")
	st.date(once, "once", st.weekday(95), 9)
	st.count(st.editor("ACRL"), once, "once")
	returned := st.ask(st.editor("ACRL"), once, both...)
	st.on(-20, 15)
	st.decide(returned, recognition.Decision{Return: true, Reason: "The worksheet counts both lunches and the welcome as teaching. Count what is taught and practised, and ask again."})

	st.on(-15, 10)
	outcomes := st.write("outcomes")
	st.date(outcomes, "outcomes", st.weekday(60), 12)
	st.on(-14, 9)
	st.count(st.as("reviewer"), outcomes, "outcomes", catalogue.Stretch{What: "Welcome and a break", Minutes: 20})
	st.ask(st.editor("OA"), outcomes, both...)

	st.on(-11, 14)
	st.count(st.editor("ACRL"), once, "once", catalogue.Stretch{What: "Two lunches", Minutes: 120}, catalogue.Stretch{What: "Welcome", Minutes: 30})
	st.ask(st.editor("ACRL"), once, both...)

	st.on(-8, 16)
	songs := st.write("songs")
	st.date(songs, "songs", st.weekday(48), 9)
	st.count(st.editor("ALSC"), songs, "songs", catalogue.Stretch{What: "Coffee", Minutes: 20}, catalogue.Stretch{What: "Introductions", Minutes: 10})
	st.ask(st.editor("ALSC"), songs, both...)

	st.on(-6, 10)
	title := st.write("forgotten-title")
	if st.err == nil {
		_, err := st.catalogue.Publish(st.ctx, st.manager("RUSA"), title.ID, time.Time{})
		st.keep("publish", err)
	}
	st.ask(st.editor("RUSA"), title, catalogue.Certificate)

	st.on(-2, 13)
	questions := st.write("preguntas")
	st.date(questions, "preguntas", st.weekday(33), 17)
	st.ask(st.editor("REFORMA"), questions, catalogue.Certificate, catalogue.Badge)

	// The draft that is ready to be published asks too: its manager may publish it before the answer.
	st.on(-1, 9)
	if st.err != nil {
		return
	}
	list, err := st.catalogue.List(st.ctx, st.as("unit-editor"), catalogue.ListRequest{Status: catalogue.StatusDraft, Text: st.texts["desk"].Title})
	st.keep("find the draft", err)
	for _, row := range list.Items {
		st.count(st.as("unit-editor"), row.Offer, "desk", catalogue.Stretch{What: "Welcome and technical check", Minutes: 10})
		st.ask(st.as("unit-editor"), row.Offer, both...)
	}
}
