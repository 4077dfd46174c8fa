package catalogue

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/platform/audit"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
)

// maxSlug bounds the readable piece of an offer's address.
const maxSlug = 60

// Create makes a draft offer of a unit. Editors of the unit may. Invalid for content that cannot
// be, and for an owner that a manager could not choose; what is missing is asked for when it is published.
func (s *Service) Create(ctx context.Context, actor authz.Actor, unit id.ID, d Draft) (Offer, Version, error) {
	var o Offer
	var v Version
	p, err := s.prepare(ctx, actor, unit, d)
	if err == nil && d.OwnerID != "" && d.OwnerID != actor.PersonID {
		err = s.checkOwner(ctx, unit, d.OwnerID, actor.May(PublishOffers, unit))
	}
	if err != nil {
		return o, v, err
	}
	err = s.creating(ctx, func(ctx context.Context, tx *db.Tx) error {
		p := p
		p.persons = maps.Clone(p.persons)
		o, v, err = s.createTx(ctx, tx, actor, p)
		return err
	})
	return o, v, err
}

// creating runs a transaction that makes an offer, and once more when another one has taken the same key in the same moment.
func (s *Service) creating(ctx context.Context, make func(context.Context, *db.Tx) error) error {
	err := s.db.InTx(ctx, make)
	if db.IsUnique(err) {
		err = s.db.InTx(ctx, make)
	}
	return err
}

// prepared is a draft that was cleaned, checked and authorised, with what must be looked up
// outside a transaction.
type prepared struct {
	Draft
	unit     people.Unit
	unitName string
	source   id.ID
	key      string // in the source
	// persons are those of the presenters' addresses that are known already.
	persons map[string]id.ID
}

// prepare cleans and checks a draft for a unit whose offers the actor may edit.
func (s *Service) prepare(ctx context.Context, actor authz.Actor, unit id.ID, d Draft) (prepared, error) {
	if err := actor.Require(EditOffers, unit); err != nil {
		return prepared{}, err
	}
	u, err := s.people.Unit(ctx, unit)
	if errs.Is(err, errs.NotFound) {
		return prepared{}, errs.Bad("unit", "Choose the unit that offers it.")
	}
	if err != nil {
		return prepared{}, err
	}
	p := prepared{unit: u, unitName: s.people.NameOn(u, s.people.Today())}
	p.Draft, p.persons, err = s.checked(ctx, d)
	return p, err
}

// checked cleans a draft, checks it and looks up what it names.
func (s *Service) checked(ctx context.Context, d Draft) (Draft, map[string]id.ID, error) {
	d = d.clean()
	areas, err := s.Areas(ctx)
	if err != nil {
		return d, nil, err
	}
	f := d.check(areas)
	for _, c := range d.Cosponsors {
		if _, err := s.people.Unit(ctx, c); errs.Is(err, errs.NotFound) {
			f.Add("cosponsors", "Choose the units that sponsor it as well.")
		} else if err != nil {
			return d, nil, err
		}
	}
	if err := f.Err(); err != nil {
		return d, nil, err
	}
	var addresses []string
	for _, p := range d.Presenters {
		if p.PersonID == "" && p.Email != "" {
			addresses = append(addresses, p.Email)
		}
	}
	if len(addresses) == 0 {
		return d, map[string]id.ID{}, nil
	}
	persons, err := s.people.IDsByEmail(ctx, addresses)
	return d, persons, err
}

// createTx writes a prepared draft as a new offer.
func (s *Service) createTx(ctx context.Context, tx *db.Tx, actor authz.Actor, p prepared) (Offer, Version, error) {
	now := s.clock.Now()
	o := Offer{
		ID: id.New(), Kind: p.Kind, Status: StatusDraft, UnitID: p.unit.ID, UnitName: p.unitName, OwnerID: p.OwnerID,
		ReviewBy: p.ReviewBy, ExpiresOn: p.ExpiresOn, SourceID: p.source, SourceKey: p.key, CreatedBy: actor.PersonID, CreatedAt: now, UpdatedAt: now,
	}
	if o.OwnerID == "" {
		o.OwnerID = actor.PersonID
	}
	var err error
	if o.Key, err = freeKey(ctx, tx, p.Title); err != nil {
		return o, Version{}, err
	}
	v := Version{ID: id.New(), OfferID: o.ID, Number: 1, Content: p.Content, CreatedBy: actor.PersonID, CreatedAt: now, UpdatedAt: now}
	o.DraftID = v.ID
	if err := insertOffer(ctx, tx, o); err != nil {
		return o, v, err
	}
	if v.Presenters, err = s.presentersTx(ctx, tx, now, p.Presenters, p.persons, nil); err != nil {
		return o, v, err
	}
	if err := insertVersion(ctx, tx, v); err != nil {
		return o, v, err
	}
	return o, v, audit.Record(ctx, tx, now, actor, audit.Event{Action: "offer.created", Kind: "offer", ID: o.ID, Unit: o.UnitID,
		Detail: map[string]any{"title": v.Title, "kind": o.Kind}})
}

// freeKey makes the readable piece of an address out of a title.
func freeKey(ctx context.Context, q db.Q, title string) (string, error) {
	slug := id.Slug(title, maxSlug)
	if slug == "" {
		slug = "offer"
	}
	taken, err := keyTaken(ctx, q, slug)
	if err != nil {
		return "", fmt.Errorf("catalogue: choose a key: %w", err)
	}
	if taken || slug == "new" {
		slug += "-" + id.Tail(5)
	}
	return slug, nil
}

// presentersTx gives every presenter a person: the one with the address, the one who was announced before, or a new one. New
// ones are added to known, by folded address. Of those announced before, each is one presenter: by the same name, in the same place before
// any other, then in the same place under a name much like it, which is a slip that somebody has mended. Another name is somebody else.
func (s *Service) presentersTx(ctx context.Context, tx *db.Tx, now time.Time, list []Presenter, known map[string]id.ID, before []Presenter) ([]Presenter, error) {
	out := slices.Clone(list)
	for i, p := range out {
		if key, _ := people.FoldEmail(p.Email); p.PersonID == "" && p.Email != "" {
			out[i].PersonID = known[key]
		}
	}
	left, settled := slices.Clone(before), make([]bool, len(out))
	settle := func(i, at int, called func(string, string) bool) {
		if at >= len(left) || settled[i] || left[at].PersonID == "" {
			return
		}
		b, p := &left[at], &out[i]
		if b.PersonID == p.PersonID || p.PersonID == "" && p.Email == "" && called(b.Name, p.Name) {
			p.PersonID, b.PersonID, settled[i] = b.PersonID, "", true
		}
	}
	same := func(a, b string) bool { return people.Fold(a) == people.Fold(b) }
	for i := range out {
		settle(i, i, same)
	}
	for i := range out {
		for at := range left {
			settle(i, at, same)
		}
	}
	for i := range out {
		settle(i, i, alike)
	}
	for i, p := range out {
		key, _ := people.FoldEmail(p.Email)
		if p.PersonID == "" && key != "" {
			p.PersonID = known[key]
		}
		if p.PersonID == "" {
			person, err := s.people.AddPersonTx(ctx, tx, now, people.NewPerson{Name: p.Name, Email: p.Email})
			if err != nil {
				return nil, fmt.Errorf("catalogue: add presenter: %w", err)
			}
			p.PersonID = person.ID
			if key != "" {
				known[key] = person.ID
			}
		}
		p.Email = ""
		out[i] = p
	}
	return out, nil
}

// alike reports whether two names may be one that was written wrongly or in part: all words of one are in the other, or all but
// two letters are the same. A surname in common is not enough.
func alike(a, b string) bool {
	a, b = people.Fold(a), people.Fold(b)
	x, y := strings.Fields(a), strings.Fields(b)
	if len(x) > len(y) {
		x, y = y, x
	}
	part := len(x) > 1
	for _, w := range x {
		part = part && slices.Contains(y, w)
	}
	return part || slips(a, b) <= 2
}

// slips counts how many letters must be put in, left out or changed to make one text of the other.
func slips(a, b string) int {
	x, y := []rune(a), []rune(b)
	row := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i := range x {
		diagonal := row[0]
		row[0] = i + 1
		for j := range y {
			change := diagonal
			if x[i] != y[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(y)]
}
