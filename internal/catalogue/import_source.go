package catalogue

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/tabular"
)

// findSource finds the source that is meant: the unit's own of that name or, where no unit is given, the one without a unit, or
// the only one among the units for which the actor may enter offers.
func (run *importRun) findSource(ctx context.Context) error {
	o := &run.o
	all, err := sourcesNamed(ctx, run.s.db, o.Source)
	if err != nil {
		return err
	}
	if o.Unit == "" {
		var mine []source
		for _, s := range all {
			if s.unit == "" || run.actor.May(EditOffers, s.unit) {
				mine = append(mine, s)
			}
		}
		switch {
		case len(mine) == 1, len(mine) > 1 && mine[0].unit == "":
			run.src, o.Unit = mine[0], mine[0].unit
		case len(mine) > 1:
			return errs.Bad("unit", "Several units have a source called “%s”. Say whose file it is.", o.Source)
		}
	}
	if o.Unit == "" {
		if err := run.unitInName(ctx); err != nil {
			return err
		}
	}
	for _, s := range all {
		same := s.unit == o.Unit
		if !same && s.unit != "" && o.Unit != "" && run.src.id == "" {
			// The unit may have had it under the name of one that lives on in it.
			today, err := run.s.people.CurrentUnit(ctx, s.unit)
			if err != nil {
				return err
			}
			same = today.ID == o.Unit
		}
		if same {
			run.src = s
		}
	}
	if run.src.id == "" && o.Unit != "" {
		if err := run.adopt(ctx, all); err != nil {
			return err
		}
	}
	run.src.name = o.Source
	if run.src.id == "" {
		run.src.unit = o.Unit
	}
	return nil
}

// adopt takes the source of that name that was used without a unit, when everything that came from it is the unit's: it was the same
// source, and only said less.
func (run *importRun) adopt(ctx context.Context, all []source) error {
	for _, s := range all {
		if s.unit != "" {
			continue
		}
		units, err := unitsOfSource(ctx, run.s.db, s.id)
		if err != nil {
			return err
		}
		for _, u := range units {
			today, err := run.s.people.CurrentUnit(ctx, u)
			if err != nil {
				return err
			}
			if today.ID != run.o.Unit {
				return nil
			}
		}
		run.src = s
		run.src.unit = run.o.Unit
		run.report.Note(fmt.Sprintf("“%s” was used without a unit before, and is the unit's from now on.", run.o.Source))
	}
	return nil
}

// recall fills the options from what is remembered of the source, and says so in the report: somebody else may have imported it before.
func (run *importRun) recall() error {
	o, src := &run.o, run.src
	if run.pasted {
		src = source{}
	}
	var used []string
	if o.DateOrder == tabular.UnknownOrder && !o.OrderFromFile && src.order != tabular.UnknownOrder {
		run.order = src.order
		used = append(used, "the order of dates ("+string(src.order)+")")
	}
	if o.Zone == "" && src.zone != "" {
		o.Zone = src.zone
		used = append(used, "the time zone ("+src.zone+")")
	}
	run.columns = o.Mapping
	o.Mapping = maps.Clone(src.habits.Columns)
	if o.Mapping == nil {
		o.Mapping = tabular.Mapping{}
	} else {
		used = append(used, "what the columns hold")
	}
	maps.Copy(o.Mapping, run.columns)
	areas := maps.Clone(src.habits.Areas)
	if areas == nil {
		areas = map[string]string{}
	} else {
		used = append(used, "what the categories stand for")
	}
	told, err := foldedCategories(o.Areas, run.areas)
	if err != nil {
		return err
	}
	maps.Copy(areas, told)
	o.Areas = areas
	if len(used) > 0 {
		run.report.Note(fmt.Sprintf("Remembered from the last time of “%s”: %s.", o.Source, strings.Join(used, ", ")))
	}
	run.src.order, run.src.zone, run.src.habits = cmp.Or(o.DateOrder, run.order), o.Zone, habits{Columns: o.Mapping, Areas: o.Areas}
	return nil
}

// foldedCategories are what categories stand for, by folded category. Invalid for what is no content area.
func foldedCategories(given map[string]string, areas []Area) (map[string]string, error) {
	out := map[string]string{}
	for category, area := range given {
		if !slices.ContainsFunc(areas, func(a Area) bool { return a.Code == area }) {
			return nil, errs.Bad("categories", "“%s” is not a content area.", area)
		}
		out[people.Fold(category)] = area
	}
	return out, nil
}

// remember keeps the source, once the file has been understood. Of pasted rows nothing is kept but that they were pasted.
func (run *importRun) remember(ctx context.Context) error {
	if run.o.DryRun {
		return nil
	}
	if run.pasted {
		run.src.order, run.src.zone, run.src.habits = tabular.UnknownOrder, "", habits{}
	}
	var is Source
	err := run.s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		if err := run.stillHolds(ctx, tx); err != nil {
			return err
		}
		kept, err := keepSource(ctx, tx, run.src, run.actor.May(PublishOffers, run.src.unit), run.s.clock.Now())
		if run.src.id = kept; err == nil && run.o.of != nil {
			is, err = sourceByID(ctx, tx, kept)
		}
		return err
	})
	if err == nil && run.o.of != nil {
		*run.o.of = is
	}
	return err
}

// stillHolds refuses to go on with the run of a source that is not what it was when the run began. Nobody changes it before the transaction ends.
func (run *importRun) stillHolds(ctx context.Context, tx *db.Tx) error {
	if run.o.of == nil {
		return nil
	}
	is, err := lockSource(ctx, tx, run.o.of.ID)
	if errs.Is(err, errs.NotFound) || err == nil && !is.same(*run.o.of) {
		return errSourceChanged
	}
	return err
}

// unitInName finds the division or round table whose acronym stands in the name of the source, such
// as acrl-webinars.csv, and says so in the report. Words of the language that are acronyms too count in capitals only.
func (run *importRun) unitInName(ctx context.Context) error {
	var found people.Unit
	words := strings.FieldsFunc(run.o.Source, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	for _, w := range words {
		u, ok, err := run.s.people.UnitNamed(ctx, w)
		if err != nil {
			return err
		}
		if !ok || !strings.EqualFold(u.Acronym, w) || u.Kind != "division" && u.Kind != "round table" || slices.Contains([]string{"core", "sort"}, strings.ToLower(w)) && w != u.Acronym {
			continue
		}
		if u, err = run.s.people.CurrentUnit(ctx, u.ID); err != nil {
			return err
		}
		if found.ID != "" && found.ID != u.ID {
			return nil
		}
		found = u
	}
	if found.ID == "" {
		return nil
	}
	if !run.actor.May(EditOffers, found.ID) {
		return nil
	}
	run.o.Unit = found.ID
	run.report.Note(fmt.Sprintf("%s stands in the name of the source, so rows that name no unit were taken as its offers.", found.Acronym))
	return nil
}
