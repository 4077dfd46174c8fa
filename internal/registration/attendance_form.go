package registration

import (
	"slices"
	"strings"

	"learningcommons.dev/commons/internal/platform/tabular"
)

// Form is the kind of report that a file of attendance is, recognised by its columns alone: files are
// renamed, and platforms change the order of their columns.
type Form string

// The forms. Another table of joins and leaves is OtherForm and read by the same columns.
const (
	ZoomMeeting      Form = "zoom-meeting"
	ZoomWebinar      Form = "zoom-webinar"
	WebEx            Form = "webex"
	GoToWebinar      Form = "gotowebinar"
	AdobeConnect     Form = "adobe-connect"
	Teams            Form = "teams"
	MoodleCompletion Form = "moodle-completion"
	MoodleGrades     Form = "moodle-grades"
	Sessions         Form = "sessions"
	ON24             Form = "on24"
	GoogleMeet       Form = "google-meet"
	BigBlueButton    Form = "bigbluebutton"
	PeopleList       Form = "list"
	OtherForm        Form = "other"
)

// Forms lists them in the order in which they are offered for choice.
var Forms = []Form{ZoomMeeting, ZoomWebinar, WebEx, GoToWebinar, AdobeConnect, Teams, GoogleMeet, BigBlueButton, ON24, MoodleCompletion, MoodleGrades, Sessions, OtherForm}

// Label is what the form is called, a translation key.
func (f Form) Label() string {
	switch f {
	case ZoomMeeting:
		return "Zoom, participants of a meeting"
	case ZoomWebinar:
		return "Zoom, attendees of a webinar"
	case WebEx:
		return "WebEx, attendees"
	case GoToWebinar:
		return "GoToWebinar, attendees"
	case AdobeConnect:
		return "Adobe Connect, attendees"
	case Teams:
		return "Teams, participants"
	case MoodleCompletion:
		return "Moodle, completion"
	case MoodleGrades:
		return "Moodle, grades"
	case Sessions:
		return "A table of sessions, such as Moodle’s attendance"
	case ON24:
		return "ON24, attendees"
	case GoogleMeet:
		return "Google Meet, attendance"
	case BigBlueButton:
		return "BigBlueButton, learning dashboard"
	case PeopleList:
		return "A list of people"
	}
	return "A table of joins and leaves"
}

// formOf recognises the report by the headings of one section and by what stood above it.
func formOf(headings, above []string) Form {
	var columns []string
	for _, h := range headings {
		columns = append(columns, tabular.Fold(h))
	}
	has := func(names ...string) bool {
		return slices.ContainsFunc(names, func(n string) bool { return slices.Contains(columns, n) })
	}
	said := func(words ...string) bool {
		return slices.ContainsFunc(above, func(line string) bool {
			line = tabular.Fold(line)
			return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(line, w) })
		})
	}
	user, userOriginal, original := false, false, false
	for _, c := range columns {
		ofUser, called := anyOf(strings.HasPrefix, c, "username", "nombredeusuario", "nomdutilisateur", "nomedousuario", "benutzername"), anyOf(strings.HasSuffix, c, "originalname", "nombreoriginal", "nomdorigine", "nomoriginal", "nomeoriginal")
		user, userOriginal, original = user || ofUser, userOriginal || ofUser && called, original || called && !ofUser
	}
	switch {
	case has("timejoined") && has("timeexited"):
		return GoogleMeet
	case has("activityscore") && has("join", "talktime"):
		return BigBlueButton
	case has("liveminutes", "livedurationminutes", "liveviewedminutes", "liveduration", "cumulativeliveminutes", "liveviewingminutes"):
		return ON24
	case has("principalname", "principalid", "transcriptid") || has("datecreated") && has("dateend"):
		return AdobeConnect
	case has("inmeetingduration", "idparticipantupn", "iddeparticipanteupn", "iddoparticipanteupn", "participantidupn", "teilnehmeridupn", "useraction", "benutzeraktion"):
		return Teams
	case has("attendanceduration", "duraciondelaasistencia", "dureedepresence", "duracaodaparticipacao", "duracaodocomparecimento", "teilnahmedauer") || has("attendeeemail", "inviteeemail") && has("jointime"):
		return WebEx
	case has("interestrating", "webinarkey", "registrantkey", "registrationdatetime") || said("generalinformation", "sessiondetails", "gotowebinar", "webinarkey"):
		return GoToWebinar
	case original:
		return ZoomMeeting
	case userOriginal || user && has("isguest", "attended", "approvalstatus") || has("approvalstatus") || has("attendancestatus") && has("joinedat") || said("attendeedetails", "panelistdetails", "hostdetails", "webinarid"):
		return ZoomWebinar
	case has("guest", "invitado", "invite", "convidado", "gast") && has("jointime", "horadeentrada", "horaparaunirse", "totaldurationminutes", "durationminutes", "useremail"):
		return ZoomMeeting
	case has("timeinsession") && has("attended", "registrationdatetime", "registrationdate"):
		return GoToWebinar
	}
	return OtherForm
}

func anyOf(test func(s, part string) bool, s string, parts ...string) bool {
	return slices.ContainsFunc(parts, func(p string) bool { return test(s, p) })
}

// The words of a column that says whether somebody was there.
var (
	wordsForNo      = []string{"no", "false", "n", "0", "absent", "not there", "no show", "no-show", "noshow", "did not attend", "not attended", "not attending", "registered", "cancelled", "canceled", "invited", "declined", "pending", "waitlisted", "no asistió", "ausente", "non", "absente", "não", "nein", "abwesend"}
	wordsForWaiting = []string{"yes", "true", "y", "sí", "si", "oui", "sim", "ja"}
)
