package app

import (
	"strings"
	"testing"

	"learningcommons.dev/commons/internal/platform/id"
)

// TestCalendarsNameWhoInvites so that a letter can take back what another one put into a calendar.
func TestCalendarsNameWhoInvites(t *testing.T) {
	tr := newTrial(t)
	var registration, person id.ID
	err := tr.DB.QueryRow(t.Context(), `SELECT id, person_id FROM registrations WHERE occurrence_id IS NOT NULL AND state = 'registered' ORDER BY id LIMIT 1`).Scan(&registration, &person)
	if err != nil {
		t.Fatal(err)
	}
	actor, err := tr.People.Actor(t.Context(), person, "web")
	if err != nil {
		t.Fatal(err)
	}
	b, err := tr.Registration.CalendarFile(t.Context(), actor, registration)
	if err != nil || !strings.Contains(string(b), "ORGANIZER") || !strings.Contains(string(b), "mailto:letters@commons.test") {
		t.Errorf("%s, %v", b, err)
	}
}
