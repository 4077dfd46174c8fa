package catalogue

import "learningcommons.dev/commons/internal/platform/tabular"

// assumedMinutes are kept free in the calendar for a date of which nobody says how long it is.
const assumedMinutes = 60

// importFields are what a table can say of an offer, with the headers that other systems use.
var importFields = []tabular.FieldSpec{
	{Name: "title", Aliases: []string{"name", "event", "event name", "webinar", "webinar title", "session title", "course title"}, Required: true},
	{Name: "id", Aliases: []string{"key", "identifier", "event id", "uid", "offer id", "course id", "code"}},
	{Name: "summary", Aliases: []string{"abstract", "short description", "blurb", "teaser"}},
	{Name: "description", Aliases: []string{"details", "body", "long description", "content"}},
	{Name: "objectives", Aliases: []string{"learning objectives", "outcomes", "learning outcomes"}},
	{Name: "category", Aliases: []string{"categories", "topic", "topics", "track", "subject", "series"}},
	{Name: "themes", Aliases: []string{"theme", "keywords", "tags"}},
	{Name: "areas", Aliases: []string{"area", "content area", "content areas"}},
	{Name: "kind", Aliases: []string{"type", "event type"}},
	{Name: "level", Aliases: []string{"difficulty"}},
	{Name: "format", Aliases: []string{"mode", "delivery"}},
	{Name: "language", Aliases: []string{"lang"}},
	{Name: "audiences", Aliases: []string{"audience", "intended audience", "who should attend"}},
	{Name: "unit", Aliases: []string{"division", "offered by", "owner unit"}},
	{Name: "date", Aliases: []string{"start date", "starts on", "event date", "day", "starts", "start"}},
	{Name: "time", Aliases: []string{"start time", "begins"}},
	{Name: "end", Aliases: []string{"end time", "ends"}},
	{Name: "minutes", Aliases: []string{"duration", "duration minutes", "length", "duration in minutes"}},
	{Name: "zone", Aliases: []string{"time zone", "timezone", "tz"}},
	{Name: "place", Aliases: []string{"location", "venue", "city"}},
	{Name: "room", Aliases: nil},
	{Name: "platform", Aliases: nil},
	{Name: "link", Aliases: []string{"url", "website", "web page", "registration link", "registration url"}},
	{Name: "capacity", Aliases: []string{"seats", "max attendees", "limit"}},
	{Name: "presenters", Aliases: []string{"presenter", "speaker", "speakers", "instructor", "instructors"}},
	{Name: "sponsor", Aliases: []string{"sponsors", "sponsored by"}},
	{Name: "price_member", Aliases: []string{"member price", "price member", "member cost"}},
	{Name: "price_non_member", Aliases: []string{"non-member price", "price non-member", "nonmember price", "price", "cost", "fee"}},
	{Name: "price_student", Aliases: []string{"student price", "price student"}},
	{Name: "accessibility", Aliases: []string{"accessibility statement", "access"}},
	{Name: "prerequisites", Aliases: []string{"prerequisite", "requirements"}},
	{Name: "review_by", Aliases: []string{"review date"}},
	{Name: "expires_on", Aliases: []string{"expiry", "expires", "expiry date"}},
}
