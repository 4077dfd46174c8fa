package people

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// Unit is a part of the association: a division, a round table, an office.
type Unit struct {
	ID id.ID
	// Acronym and Name are those of today, or the last ones of a unit that has ended.
	Acronym, Name string
	Kind          string // one of UnitKinds
	ParentID      id.ID
	// SuccessorID is the unit it was merged into on EndedOn; both are empty for a unit that lives.
	SuccessorID id.ID
	EndedOn     string
	// MergesInto is the unit it will be merged into on MergesOn, a day that lies ahead; both are
	// empty when nothing is planned.
	MergesInto id.ID
	MergesOn   string
	// Names are all it ever had, the first one first, and those that were decided for days ahead.
	Names []UnitName
}

// Coming returns the name that the unit will have from a day ahead, and whether there is one.
func (u Unit) Coming() (UnitName, bool) {
	n := UnitName{}
	if len(u.Names) > 0 {
		n = u.Names[len(u.Names)-1]
	}
	return n, n.Acronym != u.Acronym || n.Name != u.Name
}

// UnitName is a name a unit had from one civil date until another one, on which the next name
// began. Empty dates are not known, or not yet.
type UnitName struct{ Acronym, Name, From, To string }

var errNoUnit = errs.New(errs.NotFound, "There is no such unit.")

// unitPoll is how often at most a server asks whether another one has changed the units.
const unitPoll = time.Second

// unitCache keeps all units, of which an association has some dozens.
type unitCache struct {
	mu      sync.Mutex
	all     []Unit
	byID    map[id.ID]int
	byName  map[string]int // folded names and acronyms
	version int64
	day     string // the civil date on which the names are today's
	loaded  bool
	checked time.Time
}

// Units returns all units, also those that have ended, by name. The slice and what it holds must
// not be changed.
func (s *Service) Units(ctx context.Context) ([]Unit, error) {
	c, err := s.freshUnits(ctx)
	return c.all, err
}

// Unit returns a unit. NotFound when there is none.
func (s *Service) Unit(ctx context.Context, unit id.ID) (Unit, error) {
	c, err := s.freshUnits(ctx)
	if err != nil {
		return Unit{}, err
	}
	i, ok := c.byID[unit]
	if !ok {
		return Unit{}, errNoUnit
	}
	return c.all[i], nil
}

// UnitNamed returns the unit that has, or once had, this acronym or name; case, marks and
// punctuation do not count. Where several had it, the one that lives and has it today is meant. It
// may have ended: see CurrentUnit.
func (s *Service) UnitNamed(ctx context.Context, acronymOrName string) (Unit, bool, error) {
	c, err := s.freshUnits(ctx)
	if err != nil {
		return Unit{}, false, err
	}
	i, ok := c.byName[Fold(acronymOrName)]
	if !ok {
		return Unit{}, false, nil
	}
	return c.all[i], true, nil
}

// CurrentUnit returns the unit in which the given one lives on today: itself, or what it was
// merged into.
func (s *Service) CurrentUnit(ctx context.Context, unit id.ID) (Unit, error) {
	c, err := s.freshUnits(ctx)
	if err != nil {
		return Unit{}, err
	}
	i, ok := c.byID[unit]
	for range c.all { // a succession cannot be longer than there are units
		if !ok {
			break
		}
		u := c.all[i]
		if u.SuccessorID == "" {
			return u, nil
		}
		i, ok = c.byID[u.SuccessorID]
	}
	return Unit{}, errNoUnit
}

// NameOn returns the name that the unit had on a civil date; the first it had for days before
// that, and today's when date is empty.
func NameOn(unit Unit, date string) string {
	if date == "" || len(unit.Names) == 0 {
		return unit.Name
	}
	name := unit.Names[0].Name
	for _, n := range unit.Names {
		if n.From <= date {
			name = n.Name
		}
	}
	return name
}

// NameOn is the package's NameOn, for callers that hold the Service as an interface.
func (s *Service) NameOn(unit Unit, date string) string { return NameOn(unit, date) }

// freshUnits returns the units as they are in the database, or were a moment ago.
func (s *Service) freshUnits(ctx context.Context) (*unitCache, error) {
	c := &s.units
	c.mu.Lock()
	defer c.mu.Unlock()
	now := s.clock.Now()
	since := now.Sub(c.checked)
	if c.loaded && since >= 0 && since < unitPoll {
		return c.view(), nil
	}
	version, err := unitsVersion(ctx, s.db)
	if err != nil {
		return &unitCache{}, err
	}
	today := s.Today()
	if !c.loaded || version != c.version || today != c.day {
		all, err := loadUnits(ctx, s.db, today)
		if err != nil {
			return &unitCache{}, err
		}
		c.all, c.byID, c.byName = all, map[id.ID]int{}, unitNames(all)
		for i, u := range all {
			c.byID[u.ID] = i
		}
		c.version, c.day = version, today
	}
	c.loaded, c.checked = true, now
	return c.view(), nil
}

// view returns what may be read without the lock, because it is replaced and never changed.
func (c *unitCache) view() *unitCache {
	return &unitCache{all: c.all, byID: c.byID, byName: c.byName}
}

// unitNames indexes units by every name they ever had. Later assignments win, so the strongest
// claims come last: names of other days, names of ended units, names of today.
func unitNames(all []Unit) map[string]int {
	out := map[string]int{}
	claim := func(i int, n UnitName) {
		for _, text := range []string{n.Acronym, n.Name} {
			if key := Fold(text); key != "" {
				out[key] = i
			}
		}
	}
	for i, u := range all {
		for _, n := range u.Names {
			claim(i, n)
		}
	}
	for _, ended := range []bool{true, false} {
		for i, u := range all {
			if (u.EndedOn != "") == ended {
				claim(i, UnitName{Acronym: u.Acronym, Name: u.Name})
			}
		}
	}
	return out
}

// unitsChanged tells this and every other server to read the units again.
func (s *Service) unitsChanged(ctx context.Context, tx *db.Tx) error {
	tx.OnCommit(func() {
		s.units.mu.Lock()
		s.units.loaded = false
		s.units.mu.Unlock()
	})
	return raiseUnitsVersion(ctx, tx)
}

func sortUnits(all []Unit) {
	slices.SortFunc(all, func(a, b Unit) int { return strings.Compare(Fold(a.Name)+string(a.ID), Fold(b.Name)+string(b.ID)) })
}
