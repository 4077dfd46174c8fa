package registration

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"learningcommons.dev/commons/internal/platform/tabular"
)

// attendanceFields are the columns of the common meeting platforms under the names they give them, in
// the languages in which their reports are met: English, Spanish, French, Portuguese, German.
var attendanceFields = []tabular.FieldSpec{
	{Name: "email", Aliases: []string{"e-mail", "email address", "e-mail address", "user email", "attendee email", "participant email", "registrant email", "participant id (upn)", "upn", "mail",
		"invitee email", "user e-mail", "emailofattendee",
		"correo electrónico", "dirección de correo electrónico", "dirección de correo", "correo", "e-mail del usuario", "correo electrónico del usuario", "correo electrónico del asistente",
		"adresse e-mail", "adresse de courriel", "courriel", "e-mail de l'utilisateur", "adresse électronique", "e-mail du participant",
		"e-mail do usuário", "e-mail do convidado", "endereço de e-mail", "endereço de email", "e-mail do participante",
		"e-mail-adresse", "benutzer-e-mail", "e-mail des teilnehmers", "login"}},
	{Name: "name", Aliases: []string{"full name", "name (original name)", "user name (original name)", "user name", "attendee name", "participant name", "participant", "attendee", "display name",
		"principal name", "session name", "nameofattendee",
		"nombre (nombre original)", "nombre de usuario (nombre original)", "nombre de usuario", "nombre completo", "nombre para mostrar", "nombre del participante", "participante", "asistente",
		"nom (nom d'origine)", "nom (nom original)", "nom d'utilisateur (nom d'origine)", "nom d'utilisateur (nom original)", "nom d'utilisateur", "nom complet", "nom d'affichage", "nom du participant",
		"nome (nome original)", "nome do usuário (nome original)", "nome do usuário", "nome completo", "nome de exibição", "nome do participante",
		"name (originalname)", "benutzername (originalname)", "benutzername", "anzeigename", "vollständiger name"}},
	{Name: "first", Aliases: []string{"first name", "given name", "firstname of attendee", "nombre", "prénom", "primeiro nome", "nome", "vorname"}},
	{Name: "last", Aliases: []string{"last name", "surname", "family name", "lastname of attendee", "apellidos", "apellido", "apellido(s)", "nom", "nom de famille", "sobrenome", "apelido", "nachname"}},
	{Name: "attended", Aliases: []string{"attended?", "attendance status", "present", "attended live", "live attended", "participation status", "has attended", "checked in", "checked in?", "check-in status", "attendee status", "status", "was there", "asistió", "asistencia", "estado de asistencia", "a participé", "présent", "présence", "compareceu", "participou", "presente", "teilgenommen", "anwesend"}},
	{Name: "waiting", Aliases: []string{"in waiting room", "en sala de espera", "dans la salle d'attente", "en salle d'attente", "na sala de espera", "im warteraum"}},
	{Name: "joined", Aliases: []string{"join time", "joined at", "join", "time joined", "join date", "entry time", "time in", "check-in time", "check-in date", "check-in date/time", "checked in at", "entered at", "time of joining", "arrived", "date created", "attendee first join time",
		"hora de entrada", "hora para unirse", "hora de ingreso", "hora de incorporación", "fecha de creación",
		"heure d'arrivée", "heure d'entrée", "heure de connexion", "rejoindre l'heure", "heure pour rejoindre",
		"hora de ingresso", "hora da entrada", "horário de entrada", "entrar na hora",
		"beitrittszeit", "teilnahmezeit", "beitrittsuhrzeit"}},
	{Name: "left", Aliases: []string{"leave time", "left at", "leave", "time left", "exit time", "time exited", "time out", "check-out time", "check-out date", "check-out date/time", "checked out at", "departed", "date end", "attendee last leave time",
		"hora de salida", "hora para salir", "hora de abandono", "fecha de finalización",
		"heure de départ", "heure de sortie", "heure de déconnexion", "quitter l'heure",
		"hora da saída", "hora de saída", "horário de saída",
		"austrittszeit", "verlassenszeit", "zeitpunkt des verlassens"}},
	{Name: "minutes", Aliases: []string{"duration (minutes)", "time in session (minutes)", "session duration (minutes)", "duration", "attendance duration", "in-meeting duration", "total duration (minutes)", "minutes attended", "attended minutes",
		"duration (mins)", "duration (min)", "live minutes", "live duration (minutes)", "live viewed (minutes)", "live viewing (minutes)", "live viewing minutes", "live duration", "cumulative live minutes", "in session duration* (minutes)", "in session duration (minutes)", "minutes in session", "minutes in meeting", "minutes viewed", "attendance duration (min)", "attendance duration (minutes)", "time spent (minutes)", "total duration", "time in session", "time in meeting", "session duration", "total time in session", "total time", "attendee total time in session",
		"duración (minutos)", "duración total (minutos)", "tiempo en sesión (minutos)", "tiempo en la sesión (minutos)", "tiempo en la sesión", "duración de la asistencia", "duración", "minutos",
		"durée (minutes)", "durée totale (minutes)", "durée en session (minutes)", "temps de session (minutes)", "temps en session (minutes)", "durée de présence", "durée",
		"duração (minutos)", "duração total (minutos)", "tempo na sessão (minutos)", "duração da participação", "duração do comparecimento", "duração",
		"dauer (minuten)", "gesamtdauer (minuten)", "zeit in der sitzung (minuten)", "teilnahmedauer", "dauer", "minuten", "dauer der besprechung", "dauer der besprechungsteilnahme", "durée de la réunion", "duración de la reunión", "duração da reunião"}},
	// A list of what people did, each with its moment, is what Teams wrote first.
	{Name: "action", Aliases: []string{"user action", "acción del usuario", "action de l'utilisateur", "ação do usuário", "benutzeraktion"}},
	{Name: "moment", Aliases: []string{"timestamp", "marca de tiempo", "horodatage", "carimbo de data/hora", "zeitstempel"}},
	{Name: "hours", Aliases: []string{"hours attended", "duration (hours)", "duration in hours", "duration (h)", "horas", "duración (horas)", "heures", "durée (heures)"}},
	{Name: "seconds", Aliases: []string{"duration (seconds)", "duration in seconds", "duration (s)", "duración (segundos)", "durée (secondes)"}},
}

// columnSet is where the fields of one section stand.
type columnSet struct {
	at map[string]int
	// zone is the zone that the heading of the times names, nil where it names none.
	zone *time.Location
	// others are the headings that nothing was read from.
	others []string
}

// header returns where the fields stand when the row names the columns of such a table, else nil. A list
// of people needs no times: who stands on it was there.
func header(cells []string, list bool) *columnSet {
	plain := make([]string, len(cells))
	set := &columnSet{at: map[string]int{}}
	for i, c := range cells {
		var zone *time.Location
		if plain[i], zone = withoutZone(c); zone != nil {
			set.zone = zone
		}
	}
	mapping, others := tabular.Guess(plain, attendanceFields)
	who := mapping["email"] != "" || mapping["name"] != "" || mapping["last"] != "" || mapping["first"] != "" && list
	when := mapping["joined"] != "" && mapping["left"] != "" || mapping["minutes"] != "" || mapping["seconds"] != "" || mapping["hours"] != "" || mapping["action"] != "" && mapping["moment"] != ""
	if !who || !when && !list {
		return nil
	}
	for field, name := range mapping {
		set.at[field] = slices.IndexFunc(plain, func(c string) bool { return tabular.Fold(c) == tabular.Fold(name) })
	}
	// A report that repeats the meeting in every row has its host and its length first: what is said of
	// the person stands with the times of joining.
	if from, ok := set.at["joined"]; ok {
		from = min(from, orElse(set.at, "name", from))
		for field, i := range set.at {
			if later := lastLike(plain, plain[i], from); i < from && later > i {
				set.at[field] = later
			}
		}
	}
	if slices.Contains(plain, "AttendeeFirstJoinTime") && set.zone == nil {
		set.zone = time.UTC // Blackboard Collaborate, which has the zone in its manual alone
	}
	set.others = others
	return set
}

func orElse(at map[string]int, field string, fallback int) int {
	if i, ok := at[field]; ok {
		return i
	}
	return fallback
}

// lastLike returns the last column from the given one on that is called the same, or -1.
func lastLike(cells []string, name string, from int) int {
	for i := len(cells) - 1; i >= from; i-- {
		if tabular.Fold(cells[i]) == tabular.Fold(name) {
			return i
		}
	}
	return -1
}

var inParentheses = regexp.MustCompile(`^(.*\S)\s*[(\[]([^()\[\]]*(?:\([^()]*\)[^()\[\]]*)?)[)\]]\s*$`)

// withoutZone takes the name of a zone off the heading of a column: "Join time (Eastern Time)".
func withoutZone(heading string) (string, *time.Location) {
	m := inParentheses.FindStringSubmatch(strings.TrimSpace(heading))
	if m == nil {
		return heading, nil
	}
	zone := zoneOf(m[2])
	if zone == nil {
		return heading, nil
	}
	return m[1], zone
}

var offsetInside = regexp.MustCompile(`(?i)\b(?:GMT|UTC)\s*[+\-\x{2212}]\s*\d{1,2}(?::?\d{2})?\b`)

// zoneOf reads the name of a zone as reports write it: "EST", "Eastern Daylight Time (New York, GMT-04:00)",
// "New York Time". An offset says most exactly what the report means.
func zoneOf(words string) *time.Location {
	words = strings.TrimSpace(words)
	if words == "" || len(words) > 80 {
		return nil
	}
	candidates := []string{words}
	if m := offsetInside.FindString(words); m != "" {
		candidates = append([]string{strings.Join(strings.Fields(m), "")}, candidates...)
	}
	if city, ok := strings.CutSuffix(words, " Time"); ok {
		candidates = append(candidates, city)
		for _, continent := range []string{"America/", "Europe/", "Asia/", "Australia/", "Pacific/", "Africa/"} {
			candidates = append(candidates, continent+strings.ReplaceAll(city, " ", "_"))
		}
	}
	for _, c := range candidates {
		if name, err := tabular.ParseZone(c); err == nil {
			if zone, err := tabular.LoadZone(name); err == nil {
				return zone
			}
		}
	}
	return nil
}

// preambleZone returns the zone that a line above the table names, nil where it names none.
func preambleZone(cells []string) *time.Location {
	for i, c := range cells {
		label, value, _ := strings.Cut(c, ":")
		switch tabular.Fold(label) {
		case "timezone", "zonahoraria", "husohorario", "fuseauhoraire", "fusohorario", "zeitzone", "timesarein":
		default:
			continue
		}
		if strings.TrimSpace(value) == "" && i+1 < len(cells) {
			value = cells[i+1]
		}
		return zoneOf(value)
	}
	return nil
}
