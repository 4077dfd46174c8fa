package demo

import (
	"time"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/recognition"
)

// write makes the draft of a scene's offer.
func (st *stage) write(key string) catalogue.Offer {
	text := st.texts[key]
	if st.err != nil {
		return catalogue.Offer{}
	}
	d := catalogue.Draft{Kind: catalogue.Kind(text.Kind), Content: catalogue.Content{
		Title: text.Title, Summary: text.Summary, Description: text.Description, Objectives: text.Objectives, Areas: text.Areas, Level: catalogue.Level(text.Level),
		Format: catalogue.Format(text.Format), Synchronous: text.Live, Language: text.Language, Minutes: text.Minutes, Prices: st.prices(text),
		Prerequisites: catalogue.Prerequisites{Text: text.Prerequisites}, Themes: text.Themes, Platform: text.Platform,
	}}
	if text.Accessibility != "" {
		d.Accessibility = accessibility(text.Accessibility)
	}
	if text.Peer != "" {
		d.Peer = catalogue.Peer{What: text.Peer}
	}
	for _, a := range text.Audiences {
		d.Audiences = append(d.Audiences, catalogue.Audience(a))
	}
	for _, acronym := range text.Cosponsors {
		d.Cosponsors = append(d.Cosponsors, st.units[acronym].ID)
	}
	for _, who := range text.Presenters {
		p := st.persona(who)
		d.Presenters = append(d.Presenters, catalogue.Presenter{PersonID: p.id, Name: p.name})
	}
	switch {
	case text.Rule == "parts":
		d.Completion = catalogue.Completion{Rule: catalogue.ByParts}
	case text.Minutes > 0:
		d.Completion = completion(text)
	}
	author := st.editor(text.Unit)
	d.OwnerID = author.PersonID
	o, _, err := st.catalogue.Create(st.ctx, author, st.units[text.Unit].ID, d)
	st.keep("write "+key, err)
	if err == nil {
		st.align(author, o, text)
	}
	return o
}

// count proposes the worksheet of an offer: all of its time but what is excluded.
func (st *stage) count(who authz.Actor, o catalogue.Offer, key string, excluded ...catalogue.Stretch) {
	if st.err != nil {
		return
	}
	rest := st.texts[key].Minutes
	for _, x := range excluded {
		rest -= x.Minutes
	}
	practice := rest / 3
	_, err := st.catalogue.ProposeWorksheet(st.ctx, who, o.ID, catalogue.WorksheetProposal{
		Counted:  []catalogue.Stretch{{What: "Teaching and discussion", Minutes: rest - practice}, {What: "Practice with feedback", Minutes: practice}},
		Excluded: excluded, Method: "Minutes of the agenda, as it was last held.",
	})
	st.keep("count "+key, err)
}

// ask asks for a review of what an offer may earn.
func (st *stage) ask(who authz.Actor, o catalogue.Offer, what ...catalogue.Recognition) recognition.Review {
	if st.err != nil {
		return recognition.Review{}
	}
	r, err := st.recognition.Ask(st.ctx, who, o.ID, what)
	st.keep("ask", err)
	return r
}

// decide is the reviewer's answer.
func (st *stage) decide(r recognition.Review, d recognition.Decision) {
	if st.err == nil {
		_, err := st.recognition.Decide(st.ctx, st.as("reviewer"), r.ID, d)
		st.keep("decide", err)
	}
}

// publish brings a draft, with what its text says that it earns, to the catalogue.
func (st *stage) publish(o catalogue.Offer, key string) {
	if st.err != nil {
		return
	}
	text := st.texts[key]
	var earns []catalogue.Recognition
	for _, e := range text.Earns {
		earns = append(earns, catalogue.Recognition(e))
		if e == "ceu" {
			st.count(st.editor(text.Unit), o, key)
		}
	}
	if len(earns) > 0 {
		st.decide(st.ask(st.editor(text.Unit), o, earns...), recognition.Decision{Granted: earns})
	}
	if st.err == nil {
		_, err := st.catalogue.Publish(st.ctx, st.manager(text.Unit), o.ID, time.Time{})
		st.keep("publish "+key, err)
	}
}

// put writes and publishes at once.
func (st *stage) put(key string) catalogue.Offer {
	o := st.write(key)
	st.publish(o, key)
	return o
}

// date adds a date to an offer, with one sitting a week where it has several parts.
func (st *stage) date(o catalogue.Offer, key string, days, hour int) catalogue.Occurrence {
	if st.err != nil {
		return catalogue.Occurrence{}
	}
	text := st.texts[key]
	parts := max(1, text.Parts)
	length := time.Duration(text.Minutes/parts) * time.Minute
	start := st.moment(days, hour)
	oc := catalogue.Occurrence{Zone: "America/Chicago", StartsAt: start, EndsAt: start.Add(length), Place: text.Place, Platform: text.Platform,
		Capacity: text.Capacity, PromiseHours: 48, CodeWord: "lantern"}
	if text.Platform != "" {
		oc.PlatformLink = "https://meet.example.org/" + id.Slug(text.Title, 40)
	}
	for p := range parts {
		if parts > 1 {
			from := st.moment(days+p*stepDays(text), hour)
			oc.Days = append(oc.Days, catalogue.Day{Title: text.Title, StartsAt: from, EndsAt: from.Add(length)})
		}
	}
	oc, err := st.catalogue.AddOccurrence(st.ctx, st.manager(text.Unit), o.ID, oc)
	st.keep("date "+key, err)
	return oc
}
