package record

import (
	"encoding/json"
	"fmt"
	"io"
	"time"
)

// TranscriptJSON is a transcript as programs read it: in the file that people download and in
// the API. Minutes are whole, CEU are tenths, times are UTC.
type TranscriptJSON struct {
	Name    string      `json:"name"`
	From    string      `json:"from,omitempty" doc:"First day of the period; left out when it is open."`
	To      string      `json:"to,omitempty" doc:"Last day of the period; left out when it is open."`
	AsOf    time.Time   `json:"as_of" doc:"The moment for which it was drawn up."`
	Totals  []TotalJSON `json:"totals" doc:"One for each assurance. They are never added together."`
	Entries []EntryJSON `json:"entries"`
}

// TotalJSON adds up the entries of one assurance.
type TotalJSON struct {
	Assurance         Assurance `json:"assurance"`
	Says              string    `json:"says"`
	Entries           int       `json:"entries"`
	ContactMinutes    int       `json:"contact_minutes"`
	CEUTenths         int       `json:"ceu_tenths"`
	Presentations     int       `json:"presentations"`
	PresentingMinutes int       `json:"presenting_minutes"`
}

// EntryJSON is one entry. Says tells in words who vouches for it.
type EntryJSON struct {
	ID             string      `json:"id"`
	Kind           Kind        `json:"kind"`
	Activity       string      `json:"activity,omitempty"`
	Title          string      `json:"title"`
	Provider       string      `json:"provider"`
	BeganOn        string      `json:"began_on,omitempty"`
	EndedOn        string      `json:"ended_on"`
	ContactMinutes int         `json:"contact_minutes"`
	CEUTenths      int         `json:"ceu_tenths"`
	Stated         *CreditJSON `json:"stated_by_provider,omitempty" doc:"Credit in the provider's own unit, never converted."`
	Areas          []string    `json:"areas"`
	Level          string      `json:"level,omitempty"`
	Format         string      `json:"format,omitempty"`
	Assurance      Assurance   `json:"assurance"`
	Says           string      `json:"says"`
	Provenance     Provenance  `json:"provenance"`
	Corrects       string      `json:"corrects,omitempty" doc:"The entry that this one replaces."`
	RecordedAt     time.Time   `json:"recorded_at"`
}

// CreditJSON is credit in a unit of the provider's own.
type CreditJSON struct {
	Amount string `json:"amount"`
	Unit   string `json:"unit"`
}

// JSON returns the entry as programs read it, without what the learner noted for themselves.
func (e Entry) JSON() EntryJSON {
	out := EntryJSON{
		ID: string(e.ID), Kind: e.Kind, Activity: e.Activity, Title: e.Title, Provider: e.Provider, BeganOn: e.BeganOn, EndedOn: e.EndedOn,
		ContactMinutes: e.Minutes, CEUTenths: e.CEUTenths, Areas: e.Areas, Level: e.Level, Format: e.Format,
		Assurance: e.Assurance, Says: e.Assurance.Label(), Provenance: e.Provenance, Corrects: string(e.CorrectsID), RecordedAt: e.RecordedAt,
	}
	if out.Areas == nil {
		out.Areas = []string{}
	}
	if !e.Claimed.IsZero() {
		out.Stated = &CreditJSON{e.Claimed.Amount, e.Claimed.Unit}
	}
	return out
}

// JSON returns the transcript as programs read it.
func (t Transcript) JSON() TranscriptJSON {
	out := TranscriptJSON{
		Name: t.PersonName, From: t.Period.From, To: t.Period.To, AsOf: t.AsOf,
		Totals: make([]TotalJSON, 0, len(t.Totals)), Entries: make([]EntryJSON, 0, len(t.Entries)),
	}
	for _, n := range t.Totals {
		out.Totals = append(out.Totals, TotalJSON{n.Assurance, n.Assurance.Label(), n.Entries, n.Minutes, n.CEUTenths, n.Presentations, n.PresentingMinutes})
	}
	for _, e := range t.Entries {
		out.Entries = append(out.Entries, e.JSON())
	}
	return out
}

// WriteJSON writes the transcript as a file.
func (t Transcript) WriteJSON(w io.Writer) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	if err := enc.Encode(t.JSON()); err != nil {
		return fmt.Errorf("record: write JSON: %w", err)
	}
	return nil
}
