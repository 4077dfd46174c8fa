package main

import (
	"bufio"
	"context"
	"encoding/json"
	"time"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/recognition"
	"learningcommons.dev/commons/internal/record"
	"learningcommons.dev/commons/internal/rules"
	"learningcommons.dev/commons/internal/rules/rulefile"
)

// exportRecordCommand writes entries as rules read them.
type exportRecordCommand struct {
	where
	Person string `help:"Address of the person whose entries are meant; everybody's when left out." placeholder:"ADDRESS"`
}

// Help implements kong.HelpProvider.
func (exportRecordCommand) Help() string {
	return "A JSON line for each entry and each award that stands today. The days of certificates and of enrolling, and the role somebody has, are added by whoever knows them. The lines say who learned what: keep them as carefully as the database. What they mean is in docs/rules.md.\n\nExamples:\n\n    commons export record --person ada@example.org > ada.jsonl\n    commons export record > all.jsonl"
}

// Run writes the entries, a page at a time.
func (c *exportRecordCommand) Run(ctx context.Context, t terminal) error {
	a, err := c.open(ctx, t)
	if err != nil {
		return err
	}
	defer a.Close()
	person := id.ID("")
	if c.Person != "" {
		p, err := named(ctx, a, c.Person)
		if err != nil {
			return err
		}
		person = p.ID
	}
	w := bufio.NewWriter(t.out)
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	err = a.Record.EachEntry(ctx, authz.System("cli"), person, func(e record.Entry) error { return out.Encode(lineOf(e, a.People.DayOf)) })
	if err != nil {
		return err
	}
	err = a.Recognition.EachAward(ctx, authz.System("cli"), person, func(h recognition.Held) error { return out.Encode(lineOfAward(h, a.People.DayOf)) })
	if err != nil {
		return err
	}
	return w.Flush()
}

// dayOf is the association's civil date of a moment.
type dayOf func(time.Time) string

func (f dayOf) day(at time.Time) rules.Day {
	d, _ := rules.ParseDay(f(at))
	return d
}

// lineOf turns an entry of the record into what rules read.
func lineOf(e record.Entry, on dayOf) rulefile.Line {
	day, _ := rules.ParseDay(e.EndedOn)
	l := rulefile.Line{Person: string(e.PersonID), ID: string(e.ID), Kind: string(e.Kind), Day: day, Title: e.Title, Minutes: int64(e.Minutes), CEUTenths: int64(e.CEUTenths),
		Activity: e.Activity, Format: e.Format, Provider: e.Provider, Assurance: string(e.Assurance), Areas: e.Areas}
	// When it was handed in is known of what people and events brought in themselves; an import comes later. A correction was
	// handed in with its first version.
	if e.Provenance != record.FromImport {
		reported := max(on.day(e.HandedInAt), day)
		l.Reported = &reported
	}
	// What the provider states in a unit of its own is passed on where it is a number; rules say what it is worth.
	if n := json.Number(e.Claimed.Amount); e.Claimed.Unit != "" && rulefile.IsAmount(n) {
		l.Credits = map[string]json.Number{e.Claimed.Unit: n}
	}
	return l
}

// lineOfAward turns an award into what rules read: it is held from the day on which it was given.
func lineOfAward(h recognition.Held, on dayOf) rulefile.Line {
	return rulefile.Line{Person: string(h.PersonID), ID: string(h.ID), Kind: rules.HeldAward, Name: string(h.Kind), Title: h.Title, Day: on.day(h.IssuedAt),
		Assurance: string(record.ByAssociation)}
}
