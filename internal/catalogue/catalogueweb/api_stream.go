package catalogueweb

import (
	"context"
	"strconv"

	"learningcommons.dev/commons/internal/catalogue"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/platform/web"
)

type (
	minimumJSON struct {
		Recognition string `json:"recognition" enum:"certificate,ceu,badge"`
		Offers      int    `json:"offers" doc:"How many of the offers must be completed; required ones count."`
		Minutes     int    `json:"minutes" doc:"Contact time."`
		Shown       string `json:"shown" doc:"What is to be shown beside."`
	}
	streamOfferJSON struct {
		Offer    string `json:"offer" maxLength:"200" doc:"Key or id."`
		Required bool   `json:"required,omitempty"`
	}
	goalJSON struct {
		Competency string `json:"competency" maxLength:"64" doc:"Id of the competency."`
		Level      string `json:"level,omitempty" maxLength:"100" doc:"Code of a level of its framework."`
	}
	// StreamJSON is what a stream says.
	StreamJSON struct {
		Title      string            `json:"title" maxLength:"400"`
		Summary    string            `json:"summary,omitempty" maxLength:"4000"`
		Objectives []string          `json:"objectives" maxItems:"20"`
		Area       string            `json:"area,omitempty" maxLength:"64" doc:"Code of a content area; empty for what crosses them."`
		Level      string            `json:"level,omitempty" maxLength:"64" doc:"Empty for all levels."`
		Unit       string            `json:"unit,omitempty" maxLength:"64" doc:"Acronym or id of the unit that owns it; empty for the association."`
		Offers     []streamOfferJSON `json:"offers" maxItems:"60" doc:"In their order."`
		Goals      []goalJSON        `json:"goals" maxItems:"60" doc:"The competencies that it is to cover."`
		Minimums   []minimumJSON     `json:"minimums" maxItems:"10" doc:"What each kind of recognition takes."`
	}
	streamSaidJSON struct {
		ID      id.ID    `json:"id"`
		Key     string   `json:"key"`
		Status  string   `json:"status" enum:"draft,published,archived"`
		Version int      `json:"version"`
		URL     string   `json:"url"`
		Gaps    []string `json:"gaps" doc:"Ids of goals that none of its offers leads to."`
		StreamJSON
	}
	streamsOut struct {
		Body struct {
			Items []streamSaidJSON `json:"items" doc:"At most 500. Gaps are said of one stream alone."`
		}
	}
	// StreamIn names a stream.
	StreamIn struct {
		Key string `path:"key" maxLength:"200" doc:"Key of the stream."`
	}
	readStreamIn struct {
		StreamIn
		Draft bool `query:"draft" doc:"What was saved last, published or not: for those who edit streams. Its ETag is the one to save with."`
	}
	streamOut struct {
		ETag string `header:"ETag"`
		Body streamSaidJSON
	}
	createStreamIn struct{ Body StreamJSON }
	saveStreamIn   struct {
		StreamIn
		web.Match
		Body StreamJSON
	}
	actStreamIn struct {
		StreamIn
		web.Match
	}
)

// streamTag names the state of a stream and the version that is sent: who has read the published one has not seen a draft behind it, and does not write over it.
func streamTag(s catalogue.Stream) string {
	return strconv.Quote(string(s.Seen()) + " " + string(s.VersionID))
}

func (p *Pages) streamJSON(s catalogue.Stream) streamSaidJSON {
	out := streamSaidJSON{ID: s.ID, Key: s.Key, Status: string(s.Status), Version: s.Number, URL: p.baseURL + streamHref(s.Key), Gaps: []string{}, StreamJSON: StreamJSON{Title: s.Title, Summary: s.Summary, Objectives: full(s.Objectives), Area: s.Area,
		Level: string(s.Level), Unit: string(s.UnitID), Offers: []streamOfferJSON{}, Goals: []goalJSON{}, Minimums: []minimumJSON{}}}
	for _, o := range s.Offers {
		out.Offers = append(out.Offers, streamOfferJSON{string(o.OfferID), o.Required})
	}
	for _, g := range s.Goals {
		out.Goals = append(out.Goals, goalJSON{string(g.CompetencyID), g.Level})
	}
	for _, m := range s.Minimums {
		out.Minimums = append(out.Minimums, minimumJSON{string(m.Recognition), m.Offers, m.Minutes, m.Shown})
	}
	return out
}

func (p *Pages) apiStreams(ctx context.Context, _ *struct{}) (*streamsOut, error) {
	actor := authz.From(ctx)
	list, err := p.catalogue.Streams(ctx, actor, actor.May(catalogue.ReadStreams, ""))
	if err != nil {
		return nil, err
	}
	var out streamsOut
	out.Body.Items = make([]streamSaidJSON, len(list))
	for i, s := range list {
		out.Body.Items[i] = p.streamJSON(s)
	}
	return &out, nil
}

func (p *Pages) streamSaid(v catalogue.StreamView) *streamOut {
	out := &streamOut{ETag: streamTag(v.Stream), Body: p.streamJSON(v.Stream)}
	for _, g := range v.Undecided {
		out.Body.Gaps = append(out.Body.Gaps, string(g.CompetencyID))
	}
	for _, g := range v.Covered {
		if g.Open() {
			out.Body.Gaps = append(out.Body.Gaps, string(g.CompetencyID))
		}
	}
	return out
}

func (p *Pages) apiStream(ctx context.Context, in *readStreamIn) (*streamOut, error) {
	v, err := p.catalogue.ShowStream(ctx, authz.From(ctx), in.Key, in.Draft)
	if err != nil {
		return nil, err
	}
	return p.streamSaid(v), nil
}

// streamOf reads what a program says of a stream.
func (p *Pages) streamOf(ctx context.Context, s StreamJSON) (catalogue.StreamDraft, error) {
	d := catalogue.StreamDraft{Title: web.Clean(s.Title), Summary: web.Clean(s.Summary), Area: s.Area, Level: catalogue.Level(s.Level)}
	for _, o := range s.Objectives {
		d.Objectives = append(d.Objectives, web.Clean(o))
	}
	if s.Unit != "" {
		var err error
		if d.UnitID, err = p.unitOf(ctx, s.Unit); err != nil {
			return d, err
		}
	}
	names := make([]string, len(s.Offers))
	for i, o := range s.Offers {
		names[i] = o.Offer
	}
	found, err := p.catalogue.OffersNamed(ctx, authz.From(ctx), names)
	if err != nil {
		return d, err
	}
	for _, o := range s.Offers {
		v, ok := found[o.Offer]
		if !ok {
			return d, errs.Bad("offers", "There is no such offer.")
		}
		d.Offers = append(d.Offers, catalogue.StreamOffer{OfferID: v.ID, Required: o.Required})
	}
	for _, g := range s.Goals {
		c, _ := id.Parse(g.Competency)
		d.Goals = append(d.Goals, catalogue.Goal{CompetencyID: c, Level: g.Level})
	}
	for _, m := range s.Minimums {
		d.Minimums = append(d.Minimums, catalogue.Minimum{Recognition: catalogue.Recognition(m.Recognition), Offers: m.Offers, Minutes: m.Minutes, Shown: web.Clean(m.Shown)})
	}
	return d, nil
}

func (p *Pages) apiCreateStream(ctx context.Context, in *createStreamIn) (*streamOut, error) {
	if err := authz.From(ctx).Require(catalogue.EditStreams, ""); err != nil {
		return nil, err
	}
	d, err := p.streamOf(ctx, in.Body)
	if err != nil {
		return nil, err
	}
	s, err := p.catalogue.CreateStream(ctx, authz.From(ctx), d)
	if err != nil {
		return nil, err
	}
	return &streamOut{ETag: streamTag(s), Body: p.streamJSON(s)}, nil
}

// streamToChange returns a stream as it was saved last, and what was seen of it.
func (p *Pages) streamToChange(ctx context.Context, key string, may authz.Permission, m web.Match) (catalogue.StreamView, catalogue.SeenStream, error) {
	if err := authz.From(ctx).Require(may, ""); err != nil {
		return catalogue.StreamView{}, "", err
	}
	v, err := p.catalogue.StreamToChange(ctx, authz.From(ctx), key)
	if err != nil || !m.Asked() {
		return v, "", err
	}
	return v, v.Seen(), m.Against(streamTag(v.Stream))
}

func (p *Pages) apiSaveStream(ctx context.Context, in *saveStreamIn) (*streamOut, error) {
	v, seen, err := p.streamToChange(ctx, in.Key, catalogue.EditStreams, in.Match)
	if err != nil {
		return nil, err
	}
	d, err := p.streamOf(ctx, in.Body)
	if err != nil {
		return nil, err
	}
	s, err := p.catalogue.SaveStream(ctx, authz.From(ctx), v.ID, d, seen)
	if err != nil {
		return nil, err
	}
	return &streamOut{ETag: streamTag(s), Body: p.streamJSON(s)}, nil
}

func (p *Pages) apiPublishStream(ctx context.Context, in *actStreamIn) (*nothingOut, error) {
	v, seen, err := p.streamToChange(ctx, in.Key, catalogue.PublishStreams, in.Match)
	if err != nil {
		return nil, err
	}
	return &nothingOut{}, p.catalogue.PublishStream(ctx, authz.From(ctx), v.ID, seen)
}

func (p *Pages) apiArchiveStream(ctx context.Context, in *actStreamIn) (*nothingOut, error) {
	v, seen, err := p.streamToChange(ctx, in.Key, catalogue.PublishStreams, in.Match)
	if err != nil {
		return nil, err
	}
	return &nothingOut{}, p.catalogue.ArchiveStream(ctx, authz.From(ctx), v.ID, seen)
}
