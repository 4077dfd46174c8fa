package catalogue

import (
	"cmp"
	"context"
	"strconv"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/tabular"
)

// The columns of a conference's programme as a table. Days and times are those of the clocks where the conference takes place. Title and
// presenters are for reading: they belong to the offer. Sequence counts the changes of a session, to notice those of somebody else.
const (
	columnID         = "id"
	columnOffer      = "offer"
	columnTitle      = "title"
	columnDay        = "day"
	columnStarts     = "starts"
	columnEnds       = "ends"
	columnRoom       = "room"
	columnType       = "type"
	columnSeats      = "seats"
	columnStatus     = "status"
	columnPresenters = "presenters"
	columnSequence   = "sequence"
)

// ProgrammeColumns are the columns in their order.
var ProgrammeColumns = []string{columnDay, columnStarts, columnEnds, columnRoom, columnType, columnTitle, columnPresenters, columnSeats, columnStatus, columnOffer, columnID, columnSequence}

// programmeFields are the headers under which the columns are found, where somebody has renamed them.
var programmeFields = []tabular.FieldSpec{
	{Name: columnDay, Aliases: []string{"date"}}, {Name: columnStarts, Aliases: []string{"start", "from", "begins"}}, {Name: columnEnds, Aliases: []string{"end", "to", "until"}},
	{Name: columnRoom, Aliases: []string{"location"}}, {Name: columnType, Aliases: []string{"kind", "slot"}}, {Name: columnTitle, Aliases: []string{"session"}},
	{Name: columnPresenters, Aliases: []string{"speakers"}}, {Name: columnSeats, Aliases: []string{"capacity"}}, {Name: columnStatus, Aliases: []string{"state"}},
	{Name: columnOffer, Aliases: []string{"key", "offer key"}}, {Name: columnID}, {Name: columnSequence},
}

// conferenceDate is one date of a conference with all its sessions, cancelled and unpublished ones among them, and what their offers say.
type conferenceDate struct {
	Occurrence
	offer    Offer
	sessions []Occurrence
	offers   map[id.ID]Offer
	versions map[id.ID]Version // by offer: what is published, or else the draft
}

// conferenceDate returns a date of a conference to those who may EditOffers in its unit; NotFound where it is none.
func (s *Service) conferenceDate(ctx context.Context, q db.Q, actor authz.Actor, conference id.ID) (conferenceDate, error) {
	o, err := loadOccurrence(ctx, q, "", conference)
	if err != nil {
		return conferenceDate{}, err
	}
	c := conferenceDate{Occurrence: o, offers: map[id.ID]Offer{}, versions: map[id.ID]Version{}}
	if c.offer, err = offerByID(ctx, q, o.OfferID); err != nil {
		return c, err
	}
	if err := requireOn(actor, EditOffers, c.offer); err != nil {
		return c, err
	}
	if c.offer.Kind != Conference {
		return c, errs.New(errs.NotFound, "This is no date of a conference.")
	}
	if c.sessions, err = occurrencesWhere(ctx, q, "c.parent_id = $1", conference); err != nil {
		return c, err
	}
	var offers []id.ID
	for _, x := range c.sessions {
		offers = append(offers, x.OfferID)
	}
	return c, c.add(ctx, q, "id", db.Args(offers))
}

// add reads offers by a column of theirs, with what they say.
func (c *conferenceDate) add(ctx context.Context, q db.Q, column string, values []any) error {
	found, err := offersIn(ctx, q, column, values)
	if err != nil {
		return err
	}
	which := map[id.ID]id.ID{}
	var versions []id.ID
	for _, o := range found {
		c.offers[o.ID] = o
		v := cmp.Or(o.PublishedID, o.DraftID)
		which[v], versions = o.ID, append(versions, v)
	}
	said, err := versionsByID(ctx, q, versions)
	for v, x := range said {
		c.versions[which[v]] = x
	}
	return err
}

// cells is a session as the table has it.
func (c *conferenceDate) cells(o Occurrence) map[string]string {
	loc := c.Location()
	from, to := o.StartsAt.In(loc), o.EndsAt.In(loc)
	seats := ""
	if o.Capacity > 0 {
		seats = strconv.Itoa(o.Capacity)
	}
	var presenters []string
	for _, p := range c.versions[o.OfferID].Presenters {
		presenters = append(presenters, p.Name)
	}
	return map[string]string{
		columnDay: from.Format(time.DateOnly), columnStarts: from.Format("15:04"), columnEnds: to.Format("15:04"), columnRoom: o.Room, columnType: o.Slot, columnTitle: c.versions[o.OfferID].Title,
		columnPresenters: strings.Join(presenters, "; "), columnSeats: seats, columnStatus: o.Status, columnOffer: c.offers[o.OfferID].Key, columnID: string(o.ID), columnSequence: strconv.Itoa(o.Sequence),
	}
}

// ProgrammeTable returns the sessions of a date of a conference as lines under ProgrammeColumns, by start. Those who may EditOffers in its unit.
func (s *Service) ProgrammeTable(ctx context.Context, actor authz.Actor, conference id.ID) ([][]any, error) {
	c, err := s.conferenceDate(ctx, s.db, actor, conference)
	if err != nil {
		return nil, err
	}
	var out [][]any
	for _, o := range c.sessions {
		cells := c.cells(o)
		var line []any
		for _, name := range ProgrammeColumns {
			line = append(line, cells[name])
		}
		out = append(out, line)
	}
	return out, nil
}
