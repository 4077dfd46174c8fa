package assessment

import (
	"context"
	"slices"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/record"
)

// provingChunk is how many entries of a record are read at a time.
const provingChunk = 500

// shows reports whether an entry can prove anything: a completion here, of somebody who learned.
func shows(e record.Entry) bool {
	return !e.Withdrawn && e.Kind == record.KindLearning && e.Provenance == record.FromCompletion && e.OfferID != ""
}

const jobProveRecord = "assessment.prove-record"

// provingRecord asks to write anew what the whole record of a person proves.
type provingRecord struct{ PersonID id.ID }

// proveRecord writes anew what the whole record of a person proves, since it is another one: of persons who were merged, or who are two again. Who never chose
// a target is passed over, as by follow.
func (s *Service) proveRecord(ctx context.Context, person id.ID) error {
	return s.db.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
		persons, err := s.people.LockTx(ctx, tx, person)
		if err != nil {
			return err
		}
		if chose, err := choseEver(ctx, tx, persons); err != nil || !chose {
			return err
		}
		if err := s.proveRecordTx(ctx, tx, persons); err != nil {
			return err
		}
		return s.takeMovedTx(ctx, tx, persons, TakenByRecord)
	})
}

// proveRecordTx reads the whole record of a person, given by all their ids, writes down what it proves and takes out what it does not prove any
// more. The person must be locked. Doing it again changes nothing.
func (s *Service) proveRecordTx(ctx context.Context, tx *db.Tx, persons []id.ID) error {
	type key struct{ entry, competency id.ID }
	holds := map[key]bool{}
	known, err := proofsOf(ctx, tx, persons)
	if err != nil {
		return err
	}
	for after := id.ID(" "); ; {
		entries, err := s.record.EffectiveOf(ctx, tx, persons, after, provingChunk)
		if err != nil {
			return err
		}
		read := len(entries)
		older := map[id.ID][]id.ID{}
		for _, e := range entries {
			after, older[e.ID] = e.ID, []id.ID{e.ID, e.CorrectsID}
		}
		proofs, err := s.provedBy(ctx, tx, slices.DeleteFunc(entries, func(e record.Entry) bool { return !shows(e) }))
		if err != nil {
			return err
		}
		if err := s.carryAdded(ctx, tx, proved{now: proofs, known: known, older: older}); err != nil {
			return err
		}
		for _, p := range proofs {
			holds[key{p.EntryID, p.Competency}] = true
		}
		if err := insertProofs(ctx, tx, proofs); err != nil {
			return err
		}
		if read < provingChunk {
			break
		}
	}
	for _, p := range known {
		if holds[key{p.EntryID, p.Competency}] {
			continue
		}
		if err := deleteProof(ctx, tx, p.EntryID, p.Competency); err != nil {
			return err
		}
	}
	return nil
}

// proved is what records prove now, beside what is written down.
type proved struct {
	now, known []Proof
	// older are the entries in whose place each stands, itself among them.
	older map[id.ID][]id.ID
}

// carryAdded dates proofs back to when the same was proved first: the correction of a title is no new proof and neither is another name of the competency,
// so what was contested stays so.
func (f Fates) carryAdded(p proved) {
	for i := range p.now {
		x := &p.now[i]
		for _, k := range p.known {
			if k.Level == x.Level && k.AddedAt.Before(x.AddedAt) && slices.Contains(p.older[x.EntryID], k.EntryID) && f.under(k.Competency) == f.under(x.Competency) {
				x.AddedAt = k.AddedAt
			}
		}
	}
}

// carryAdded is that of Fates, which it looks up.
func (s *Service) carryAdded(ctx context.Context, q db.Q, p proved) error {
	if len(p.now) == 0 || len(p.known) == 0 {
		return nil
	}
	fates, err := s.fates(ctx, q, nil, nil, slices.Concat(p.now, p.known))
	if err == nil {
		fates.carryAdded(p)
	}
	return err
}

// provedBy returns what entries prove by what their offers teach today: of each entry and competency the highest level.
func (s *Service) provedBy(ctx context.Context, q db.Q, entries []record.Entry) ([]Proof, error) {
	if len(entries) == 0 {
		return nil, nil
	}
	var offers []id.ID
	for _, e := range entries {
		offers = append(offers, e.OfferID)
	}
	slices.Sort(offers)
	aligned, err := s.catalogue.AlignmentsOf(ctx, q, slices.Compact(offers))
	if err != nil {
		return nil, err
	}
	ranks, err := s.ranks(ctx, q, aligned)
	if err != nil {
		return nil, err
	}
	now := s.clock.Now()
	type key struct{ entry, competency id.ID }
	at := map[key]int{}
	var out []Proof
	for _, e := range entries {
		for _, a := range aligned[e.OfferID] {
			rank := ranks[levelOf{a.CompetencyID, a.Level}]
			if rank == 0 {
				continue
			}
			p := Proof{PersonID: e.PersonID, Competency: a.CompetencyID, Level: a.Level, Rank: rank, EntryID: e.ID, Title: e.Title, On: e.EndedOn, AddedAt: now}
			if p.Level == "" {
				p.Level = oneLevel.Code
			}
			k := key{e.ID, a.CompetencyID}
			if i, ok := at[k]; ok {
				if out[i].Rank < p.Rank {
					out[i] = p
				}
				continue
			}
			at[k] = len(out)
			out = append(out, p)
		}
	}
	return out, nil
}

type levelOf struct {
	competency id.ID
	level      string
}

// ranks returns the place of each level that offers teach up to.
func (s *Service) ranks(ctx context.Context, q db.Q, aligned map[id.ID][]catalogue.Alignment) (map[levelOf]int, error) {
	var competencies []id.ID
	for _, list := range aligned {
		for _, a := range list {
			competencies = append(competencies, a.CompetencyID)
		}
	}
	slices.Sort(competencies)
	texts, err := s.standards.Texts(ctx, q, slices.Compact(competencies))
	if err != nil {
		return nil, err
	}
	out := map[levelOf]int{}
	for c, t := range texts {
		for _, l := range t.Levels {
			out[levelOf{c, l.Code}] = l.Rank
		}
		if len(t.Levels) == 0 {
			out[levelOf{c, ""}] = oneLevel.Rank
		}
	}
	return out, nil
}

// provedByChain returns an entry with all that was ever said in its place, and what the one that stands today proves.
func (s *Service) provedByChain(ctx context.Context, q db.Q, entry id.ID) (record.Chain, []Proof, error) {
	chain, err := s.record.ChainOf(ctx, q, entry)
	if err != nil {
		return nil, nil, err
	}
	if !shows(chain.Newest()) {
		return chain, nil, nil
	}
	proofs, err := s.provedBy(ctx, q, []record.Entry{chain.Newest()})
	return chain, proofs, err
}
