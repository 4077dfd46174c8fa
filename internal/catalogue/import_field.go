package catalogue

import (
	"slices"
	"strings"

	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/tabular"
)

// assumedMinutes are kept free in the calendar for a date of which nobody says how long it is.
const assumedMinutes = 60

// field makes a FieldSpec of a name and the headers that other systems use for it, the best first.
func field(name, aliases string) tabular.FieldSpec {
	return tabular.FieldSpec{Name: name, Aliases: strings.Split(aliases, ", "), Required: name == "title"}
}

// importFields are what a table can say of an offer, with headers in English, Spanish and French.
// Headers are compared without case, accents, blanks and signs: "Start Date/Time" is "start date time".
var importFields = []tabular.FieldSpec{
	field("title", "event title, name, event, event name, webinar, webinar title, webinar name, session title, session name, session, course title, course name, course, "+
		"program title, program name, workshop title, workshop, offering, título del evento, título, nombre del evento, nombre, evento, curso, taller, titre, intitulé, nom, événement, formation, topic, subject, conference, full name, class, class name, program, programme, activity name"),
	field("id", "key, identifier, event id, uid, offer id, course id, session id, event code, course code, record id, item id, code, identificador, código, identifiant, short name"),
	field("date_id", "occurrence id, instance id, event instance id"),
	field("series_id", "series master id, recurring event id, parent id, parent event id, recurrence id"),
	field("summary", "abstract, short description, blurb, teaser, resumen, résumé"),
	field("description", "event description, webinar description, session description, course description, full description, long description, details, body, content, about, descripción, détails, description text, agenda"),
	field("objectives", "learning objectives, outcomes, learning outcomes, what you will learn, objetivos, objetivos de aprendizaje, objectifs"),
	field("category", "categories, topic, topics, track, subject, series, categoría, tema, catégorie, sujet, category path, tracks"),
	field("themes", "theme, keywords, tags, palabras clave, mots clés"),
	field("areas", "area, content area, content areas"),
	field("kind", "type, event type, offering type, activity type, tipo"),
	field("level", "difficulty, skill level, nivel, niveau"),
	field("format", "mode, delivery, delivery mode, delivery method, modality, formato, modalidad, modalité, experience"),
	field("language", "lang, idioma, langue"),
	field("audiences", "audience, intended audience, target audience, who should attend, público, destinatarios, public"),
	field("unit", "division, offered by, owner unit, sponsoring unit, unit name, unidad"),
	field("date", "start date, event date, session date, start date time, start at, date and time, date time, starts on, starts at, starts, start, begin date, dtstart, day, when, "+
		"fecha de inicio, fecha y hora, fecha, inicio, día, date de début, date et heure, début, jour, dates, begin, from, start ts, start timestamp"),
	field("time", "start time, event time, session time, begin time, begins, time of day, hora de inicio, hora, horario, heure de début, heure, horaire, time start, start, begin, starts, from"),
	field("end", "end time, end date time, ends at, end at, ends, finish time, finish, dtend, hora de fin, fin, heure de fin, time end, end date and time, to, until, end ts, end timestamp, finishes"),
	field("end_date", "end date, ends on, finish date, last day, fecha de fin, fecha final, date de fin"),
	field("whole_days", "all day, all day event, is all day, todo el día, toute la journée"),
	field("minutes", "duration, length, duration minutes, duration in minutes, length in minutes, length minutes, mins, duración, durée"),
	field("hours", "duration hours, duration in hours, duration hrs, length in hours, length hours"),
	field("zone", "time zone, timezone, tz, zona horaria, fuseau horaire"),
	field("place", "location, location name, venue, city, where, address, lugar, ubicación, sede, lieu, endroit, venue name"),
	field("room", "room name, room number, room location, sala, salle"),
	field("platform", "delivery platform, plataforma, plateforme"),
	field("link", "url, registration url, registration link, register url, registration page, event url, event link, website, web page, web link, enlace, lien, join url, weblink, weblink url, listing url, public url, html link, permalink, localist url"),
	field("capacity", "seats, max attendees, max registrants, max participants, maximum attendees, maximum, limit, cupo, plazas, places, nombre de places, registrations limit, registration limit, enrollment cap, max capacity, attendee limit"),
	field("presenters", "presenter, presenter name, presenter names, speaker, speakers, speaker name, speaker names, instructor, instructors, instructor name, facilitator, facilitators, "+
		"trainer, trainers, faculty, ponente, ponentes, instructora, intervenant, intervenants, formateur, persons, presented by, taught by"),
	field("sponsor", "sponsors, sponsored by, sponsor name, patrocinador, organizer, organizers, organised by, organized by, organizer name, hosted by"),
	field("price", "cost, fee, registration fee, price usd, cost usd, fee usd, rate, precio, costo, tarifa, prix, tarif, coût, enrollment fee, ticket cost"),
	field("price_member", "member price, members price, price member, price members, member cost, member fee, member rate, members"),
	field("price_non_member", "non-member price, non-members price, price non-member, price non-members, non-member cost, non-member fee, non-member rate, non-members"),
	field("price_student", "student price, price student, student cost, student fee, student rate, student member price, students"),
	field("status", "event status, estado, estatus, statut"),
	field("accessibility", "accessibility statement, access, accesibilidad, accessibilité"),
	field("prerequisites", "prerequisite, requirements, requisitos, prérequis"),
	field("review_by", "review date"),
	field("expires_on", "expiry, expires, expiry date, expiration date"),
}

// TemplateColumns are the columns of a table of offers that an editor begins with, in the words that the import understands: those
// that publishing asks for, and those that most announcements have.
var TemplateColumns = []string{"Title", "ID", "Kind", "Summary", "Objectives", "Areas", "Level", "Format", "Language", "Minutes", "Date", "Time", "Zone", "Platform", "Capacity",
	"Presenters", "Audiences", "Themes", "Member price", "Non-member price", "Accessibility"}

// textFields hold words of people; a formula there is no text.
var textFields = []string{"title", "summary", "description", "id", "objectives", "category", "themes", "place", "room", "platform", "presenters", "sponsor", "accessibility", "prerequisites"}

// hasTitle tells the names of the columns from what stands above them.
func hasTitle(names []string) bool {
	mapping, _ := guess(nil, names)
	return mapping["title"] != "" && len(mapping) > 1
}

// fits checks that a file has the columns that were named, and one for the title.
func (run *importRun) fits(headers []string, mapping tabular.Mapping) error {
	var f errs.Fields
	for field, header := range run.columns {
		f.Check(header == "" || slices.ContainsFunc(headers, func(h string) bool { return tabular.Fold(h) == tabular.Fold(header) }), "columns",
			"The file has no column called “%s”, which was to hold: %s.", header, field)
	}
	if mapping["title"] == "" {
		named := slices.DeleteFunc(slices.Clone(headers), func(h string) bool { return h == "" })
		f.Add("title", "No column holds the title. The first row that is not blank must hold the names of the columns, and one of them be called Title. Here it holds: %s.", cutWords(strings.Join(named, " | "), 300))
	}
	return f.Err()
}

// importField reports whether a column can hold it.
func importField(name string) bool {
	return slices.ContainsFunc(importFields, func(spec tabular.FieldSpec) bool { return spec.Name == name })
}

func cutWords(s string, most int) string {
	if runes := []rune(s); len(runes) > most {
		return string(runes[:most]) + "…"
	}
	return s
}

// ImportColumns are the names of what a column of a table of offers can hold.
func ImportColumns() []string {
	var out []string
	for _, spec := range importFields {
		out = append(out, spec.Name)
	}
	return out
}

// ToldColumns leaves of what columns hold what their headings do not say themselves.
func ToldColumns(m tabular.Mapping) tabular.Mapping {
	out := tabular.Mapping{}
	for field, heading := range m {
		if tabular.Fold(field) != tabular.Fold(heading) {
			out[field] = heading
		}
	}
	return out
}
