package record

import (
	"context"
	"fmt"
	"slices"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/page"
)

// Filter narrows a list of entries. The zero value narrows nothing.
type Filter struct {
	Period    Period
	Assurance Assurance
}

// Entries returns the effective entries of the actor's own record, the most recent first. Scope
// record:read. Somebody else's record is NotFound; staff read it as a transcript, see Look.
func (s *Service) Entries(ctx context.Context, actor authz.Actor, person id.ID, f Filter, p page.Request) (page.Page[Entry], error) {
	var none page.Page[Entry]
	ids, err := s.own(ctx, actor, authz.ScopeRecordRead, person)
	if err != nil {
		return none, err
	}
	if err := f.Period.Check(); err != nil {
		return none, err
	}
	if f.Assurance != "" && !f.Assurance.Valid() {
		return none, errs.Bad("assurance", "Choose one of the kinds of assurance.")
	}
	var after listKey
	if _, err := page.Decode(p.Cursor, &after); err != nil {
		return none, err
	}
	rows, err := listEffective(ctx, s.db, ids, f, after, p.Size()+1)
	if err != nil {
		return none, fmt.Errorf("record: entries: %w", err)
	}
	return page.Cut(rows, p.Size(), func(e Entry) any { return listKey{e.EndedOn, e.ID} }), nil
}

// CountOf counts the effective entries of a person, given by all their ids, for whoever is about to
// merge persons. The caller sees to who may.
func (s *Service) CountOf(ctx context.Context, ids []id.ID) (int, error) {
	n, err := countEffective(ctx, s.db, ids)
	if err != nil {
		return 0, fmt.Errorf("record: count: %w", err)
	}
	return n, nil
}

// Chain is an entry with everything that was ever said in its place, the oldest first.
type Chain []Entry

// Newest is the entry that stands today.
func (c Chain) Newest() Entry { return c[len(c)-1] }

// Chain returns the chain that the entry belongs to, when it is in the actor's own record; scope record:read.
func (s *Service) Chain(ctx context.Context, actor authz.Actor, entry id.ID) (Chain, error) {
	if !actor.IsSystem() {
		if _, err := actor.RequirePerson(authz.ScopeRecordRead); err != nil {
			return nil, err
		}
	}
	c, err := chainOf(ctx, s.db, entry)
	if err != nil {
		return nil, fmt.Errorf("record: chain: %w", err)
	}
	if len(c) == 0 {
		return nil, errNoEntry()
	}
	if actor.IsSystem() {
		return c, nil
	}
	ids, err := s.people.IDs(ctx, actor.PersonID)
	if err != nil {
		return nil, err
	}
	if !slices.Contains(ids, c[0].PersonID) {
		return nil, errNoEntry()
	}
	return c, nil
}

// Claim returns an entry of the actor's own record that they may correct: Forbidden for what others vouch for; scope record:write.
func (s *Service) Claim(ctx context.Context, actor authz.Actor, entry id.ID) (Entry, error) {
	if _, err := actor.RequirePerson(authz.ScopeRecordWrite); err != nil {
		return Entry{}, err
	}
	e, err := entryByID(ctx, s.db, entry)
	if err != nil {
		return Entry{}, err
	}
	return e, s.mayCorrectClaim(ctx, s.db, actor, e)
}

// ByID returns an entry, corrected or not, for later areas that hold its id. They decide who may see it.
func (s *Service) ByID(ctx context.Context, q db.Q, entry id.ID) (Entry, error) {
	return entryByID(ctx, q, entry)
}

// BySource returns the entry that came from the source, for later areas; NotFound when there is none.
func (s *Service) BySource(ctx context.Context, q db.Q, source string) (Entry, error) {
	return entryBySource(ctx, q, source)
}

// Many returns entries, corrected or not, keyed by id; unknown ids are left out. For later areas;
// one query for every 500.
func (s *Service) Many(ctx context.Context, q db.Q, entries []id.ID) (map[id.ID]Entry, error) {
	out := make(map[id.ID]Entry, len(entries))
	for chunk := range slices.Chunk(entries, 500) {
		list, err := entriesWhere(ctx, q, "id", db.Args(chunk))
		if err != nil {
			return nil, fmt.Errorf("record: entries: %w", err)
		}
		for _, e := range list {
			out[e.ID] = e
		}
	}
	return out, nil
}

// ManyBySource returns the entries that came from the sources, keyed by source; a source without
// an entry is left out. For later areas; one query for every 500.
func (s *Service) ManyBySource(ctx context.Context, q db.Q, sources []string) (map[string]Entry, error) {
	out := make(map[string]Entry, len(sources))
	for chunk := range slices.Chunk(sources, 500) {
		list, err := entriesWhere(ctx, q, "source_ref", db.Args(chunk))
		if err != nil {
			return nil, fmt.Errorf("record: entries by source: %w", err)
		}
		for _, e := range list {
			out[e.SourceRef] = e
		}
	}
	return out, nil
}

// Newest returns for each of the entries the one that stands in its place today: itself, or the
// last of the corrections that followed. For later areas; one query for every 500.
func (s *Service) Newest(ctx context.Context, q db.Q, entries []id.ID) (map[id.ID]Entry, error) {
	out := make(map[id.ID]Entry, len(entries))
	for chunk := range slices.Chunk(entries, 500) {
		if err := newestOf(ctx, q, chunk, out); err != nil {
			return nil, fmt.Errorf("record: newest: %w", err)
		}
	}
	return out, nil
}

// OfRegistrations returns for each registration that was completed the entry that stands in its
// place today, and nothing for one that was withdrawn. For later areas; one query for every 500.
func (s *Service) OfRegistrations(ctx context.Context, q db.Q, registrations []id.ID) (map[id.ID]Entry, error) {
	out := make(map[id.ID]Entry, len(registrations))
	for chunk := range slices.Chunk(registrations, 500) {
		if err := completionsOf(ctx, q, chunk, out); err != nil {
			return nil, fmt.Errorf("record: of registrations: %w", err)
		}
	}
	return out, nil
}

// ChainsOf returns for each registration that was completed every entry that came of it, the withdrawn and the
// corrected among them. For later areas; one query for every 500.
func (s *Service) ChainsOf(ctx context.Context, q db.Q, registrations []id.ID) (map[id.ID][]id.ID, error) {
	out := make(map[id.ID][]id.ID, len(registrations))
	for chunk := range slices.Chunk(registrations, 500) {
		if err := chainsOf(ctx, q, chunk, out); err != nil {
			return nil, fmt.Errorf("record: chains: %w", err)
		}
	}
	return out, nil
}

func errNoEntry() error { return errs.New(errs.NotFound, "There is no such entry in your record.") }

// CompletedHere returns the registrations that entries of the record came from, in their order after
// the given one. For the doctor.
func (s *Service) CompletedHere(ctx context.Context, q db.Q, after id.ID, limit int) ([]id.ID, error) {
	return completedHere(ctx, q, after, limit)
}
