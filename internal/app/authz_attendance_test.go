package app

import (
	"strings"
	"testing"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/id"
	"learningcommons.dev/commons/internal/registration"
)

// attendanceFiles makes files of attendance and rows that fit nobody, of the unit, of another and none, by who is asked about them: pages or
// programs. A file that is set aside asks about no row, so each row is of a file of its own.
func (tr *trial) attendanceFiles(t *testing.T, nothing string) (files, rows map[string][]string) {
	t.Helper()
	files, rows = map[string][]string{}, map[string][]string{}
	for _, by := range []string{"pages", "programs"} {
		file, _ := tr.attendanceFile(t, "= 'PLA'", by+"-file")
		otherFile, _ := tr.attendanceFile(t, "<> 'PLA'", by+"-other-file")
		_, row := tr.attendanceFile(t, "= 'PLA'", by+"-row")
		_, otherRow := tr.attendanceFile(t, "<> 'PLA'", by+"-other-row")
		files[by] = []string{"unit's", file, "another unit's", otherFile, "none", nothing}
		rows[by] = []string{"unit's", row, "another unit's", otherRow, "none", nothing}
	}
	return files, rows
}

// attendanceFile takes in a report about a date that is over, of a unit by a condition on its acronym, and returns it with its
// one row, of somebody who is not registered there.
func (tr *trial) attendanceFile(t *testing.T, acronym, name string) (file, row string) {
	t.Helper()
	o := tr.one(t, `SELECT c.id FROM occurrences c JOIN offers o ON o.id = c.offer_id JOIN units u ON u.id = o.unit_id
		WHERE c.ends_at < $1 AND c.status = 'scheduled' AND u.acronym `+acronym+` ORDER BY c.id LIMIT 1`, trialDay)
	content := strings.NewReader("Name,Email,Minutes\nNobody," + name + "@example.invalid,60\n")
	if _, err := tr.Registration.ImportAttendance(t.Context(), authz.System("test"), id.ID(o), content, registration.AttendanceOptions{Name: name}); err != nil {
		t.Fatal(err)
	}
	file = tr.one(t, `SELECT id FROM attendance_files WHERE name = $1`, name)
	return file, tr.one(t, `SELECT id FROM attendance_unmatched WHERE file_id = $1`, file)
}
