package registration

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"learningcommons.dev/commons/internal/platform/tabular"
)

// march is a webinar on 10 March 2026, 14:00 to 15:00 in New York (18:00 to 19:00 UTC).
func march(t testing.TB) ReadOptions {
	t.Helper()
	zone, err := time.LoadLocation("America/New_York")
	if err != nil {
		t.Fatal(err)
	}
	start := time.Date(2026, 3, 10, 14, 0, 0, 0, zone).UTC()
	return ReadOptions{Zone: zone, Windows: []Window{{Start: start, End: start.Add(time.Hour)}}}
}

func utc(h, m, s int) time.Time { return time.Date(2026, 3, 10, h, m, s, 0, time.UTC) }

func TestReadAttendance(t *testing.T) {
	tests := []struct {
		name, file string
		want       []Visit
		refused    []string
	}{
		{
			name: "joins and leaves, twice each",
			file: "Name,Email,Join time,Leave time\nAda,ada@example.org,2026-03-10 14:00,2026-03-10 14:20\nAda,ADA@example.org,2026-03-10 14:15,2026-03-10 15:00\n",
			want: []Visit{
				{Line: 2, Name: "Ada", Address: "ada@example.org", Joined: utc(18, 0, 0), Left: utc(18, 20, 0), Minutes: 20},
				{Line: 3, Name: "Ada", Address: "ADA@example.org", Joined: utc(18, 15, 0), Left: utc(19, 0, 0), Minutes: 45},
			},
		},
		{
			name: "a report with the meeting above it and the month first",
			file: "Meeting ID,Topic,Start Time,End Time,User Email,Duration (Minutes),Participants\n" +
				"812 3456 7890,Indexing,03/10/2026 01:55:00 PM,03/10/2026 03:05:00 PM,host@example.org,70,3\n\n" +
				"Name (Original Name),User Email,Join Time,Leave Time,Duration (Minutes),Guest\n" +
				"Bea Lind,bea@example.org,03/10/2026 02:01:00 PM,03/10/2026 02:58:00 PM,57,Yes\n",
			want: []Visit{
				{Line: 5, Name: "Bea Lind", Address: "bea@example.org", Joined: utc(18, 1, 0), Left: utc(18, 58, 0), Minutes: 57},
			},
		},
		{
			name: "sections, tabs, a year of two digits",
			file: "1. Summary\nMeeting title\tIndexing\n\n2. Participants\nName\tFirst Join\tLast Leave\tIn-Meeting Duration\tEmail\tParticipant ID (UPN)\tRole\n" +
				"Cy Roe\t3/10/26, 2:00:10 PM\t3/10/26, 2:59:10 PM\t50m 4s\tcy@example.org\tcy@example.org\tPresenter\n\n" +
				"3. In-Meeting Activities\nName\tJoin Time\tLeave Time\tDuration\tEmail\tRole\nCy Roe\t3/10/26, 2:00:10 PM\t3/10/26, 2:30:10 PM\t30m\tcy@example.org\tPresenter\n",
			want: []Visit{
				{Line: 10, Name: "Cy Roe", Address: "cy@example.org", Joined: utc(18, 0, 10), Left: utc(18, 30, 10), Minutes: 30},
			},
		},
		{
			name: "durations alone",
			file: "Attendee Email;Time in session (minutes)\nada@example.org;61,5\nbea@example.org;1:02:00\ncy@example.org;1 h 2 min\ndi@example.org;1:02\n",
			want: []Visit{
				{Line: 2, Address: "ada@example.org", Minutes: 62},
				{Line: 3, Address: "bea@example.org", Minutes: 62},
				{Line: 4, Address: "cy@example.org", Minutes: 62},
			},
			refused: []string{"“1:02” is not a duration that can be read. Write minutes, such as 62, or 1:02:00."},
		},
		{
			name:    "times alone, dashes, who did not come, no leave, backwards",
			file:    "Email,Attended,Joined,Left\nada@example.org,Yes,14:00,14:30\nbea@example.org,No,--,--\ncy@example.org,Yes,14:10,--\ndi@example.org,Yes,14:30,14:10\n",
			want:    []Visit{{Line: 2, Address: "ada@example.org", Joined: utc(18, 0, 0), Left: utc(18, 30, 0), Minutes: 30}},
			refused: []string{"The time of leaving is missing.", "The time of leaving is before the time of joining."},
		},
		{
			name:    "joins and leaves apiece, one leave lost",
			file:    "Full Name,User Action,Timestamp\nAda,Joined,2026-03-10 14:00\nAda,Joined,2026-03-10 14:50\nAda,Left,2026-03-10 15:00\n",
			want:    []Visit{{Line: 3, Name: "Ada", Joined: utc(18, 50, 0), Left: utc(19, 0, 0), Minutes: 10}},
			refused: []string{"The time of leaving is missing."},
		},
		{
			name:    "a thousand minutes, or one",
			file:    "Email,Minutes\nada@example.org,\"1,000 mins\"\nbea@example.org,\"1,00 mins\"\n",
			want:    []Visit{{Line: 3, Address: "bea@example.org", Minutes: 1}},
			refused: []string{"“1,000 mins” is not a duration that can be read. Write minutes, such as 62, or 1:02:00."},
		},
		{
			name: "a join with a duration, in a zone of its own",
			file: "Email,Join time,Leave time,Duration (seconds)\nada@example.org,2026-03-10T18:00:00Z,,600\n",
			want: []Visit{{Line: 2, Address: "ada@example.org", Joined: utc(18, 0, 0), Left: utc(18, 10, 0), Minutes: 10}},
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := ReadAttendance(strings.NewReader(tt.file), march(t))
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(tt.want, got.Visits); d != "" {
				t.Error(d)
			}
			var refused []string
			for _, r := range got.Refused {
				refused = append(refused, tabular.ProblemsOf(r.Err)[0].Message)
			}
			if d := cmp.Diff(tt.refused, refused); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestReadAttendanceRefusesOtherFiles(t *testing.T) {
	for _, file := range []string{"", "Title,Price\nA,1\n", "just words\n", "Email,Joined\na@example.org,14:00\n"} {
		if got, err := ReadAttendance(strings.NewReader(file), march(t)); err == nil {
			t.Errorf("%q was read as %v", file, got.Visits)
		}
	}
}

func FuzzReadAttendance(f *testing.F) {
	f.Add([]byte("Name,Email,Join time,Leave time\nAda,ada@example.org,2026-03-10 14:00,2026-03-10 14:20\n"))
	f.Add([]byte("1. Summary\n\nName\tFirst Join\tIn-Meeting Duration\tEmail\nCy\t3/10/26, 2:00:10 PM\t50m 4s\tcy@example.org\n"))
	f.Add([]byte("Email;Minutes\n\"a@example.org;5\n"))
	o := march(f)
	f.Fuzz(func(t *testing.T, b []byte) {
		file, err := ReadAttendance(strings.NewReader(string(b)), o)
		if err != nil {
			return
		}
		for _, v := range file.Visits {
			if v.Minutes < 0 || v.Left.Before(v.Joined) || v.Name == "" && v.Address == "" {
				t.Errorf("read %+v", v)
			}
		}
	})
}
