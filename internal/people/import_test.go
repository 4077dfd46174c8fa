package people_test

import (
	"context"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/people/peopletest"
	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/tabular"
)

const header = "number,name,email,class,start,end\n"

func importText(t *testing.T, s *people.Service, text string, dry bool) tabular.Report {
	t.Helper()
	r, err := s.ImportMemberships(context.Background(), system, strings.NewReader(text), people.ImportOptions{Source: "members.csv", DryRun: dry})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// held returns the memberships that count, as text.
func held(t *testing.T, s *people.Service, email string) []string {
	t.Helper()
	p, err := s.PersonByEmail(context.Background(), email)
	if err != nil {
		t.Fatal(err)
	}
	all, err := s.Memberships(context.Background(), system, p.ID)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, m := range all {
		if !m.Replaced {
			out = append(out, m.Event+" "+m.Class+" "+m.StartsOn+" "+m.EndsOn)
		}
	}
	return out
}

func TestImportMemberships(t *testing.T) {
	for _, c := range []struct {
		name   string
		files  []string
		counts tabular.Counts // of the last file
		held   []string       // the latest first
	}{
		{"a first membership", []string{"7,Ana Rivera,ana@library.example,regular,2026-01-01,2026-12-31"},
			tabular.Counts{Total: 1, Created: 1}, []string{"join regular 2026-01-01 2026-12-31"}},
		{"renewed without a gap", []string{"7,Ana Rivera,ana@library.example,regular,2025-01-01,2025-12-31", "7,Ana Rivera,ana@library.example,regular,2026-01-01,2026-12-31"},
			tabular.Counts{Total: 1, Created: 1}, []string{"renew regular 2026-01-01 2026-12-31", "join regular 2025-01-01 2025-12-31"}},
		{"joined again after a gap", []string{"7,Ana Rivera,ana@library.example,regular,2024-01-01,2024-12-31", "7,Ana Rivera,ana@library.example,regular,2026-01-01,2026-12-31"},
			tabular.Counts{Total: 1, Created: 1}, []string{"join regular 2026-01-01 2026-12-31", "join regular 2024-01-01 2024-12-31"}},
		{"lapsed", []string{"7,Ana Rivera,ana@library.example,regular,2026-01-01,2026-12-31", "7,Ana Rivera,ana@library.example,regular,2026-01-01,2026-06-30"},
			tabular.Counts{Total: 1, Changed: 1}, []string{"lapse regular 2026-01-01 2026-06-30"}},
		{"prolonged", []string{"7,Ana Rivera,ana@library.example,regular,2025-01-01,2025-12-31", "7,Ana Rivera,ana@library.example,regular,2025-01-01,2026-12-31"},
			tabular.Counts{Total: 1, Changed: 1}, []string{"renew regular 2025-01-01 2026-12-31"}},
		{"another class from the first day", []string{"7,Ana Rivera,ana@library.example,student,2026-01-01,2026-12-31", "7,Ana Rivera,ana@library.example,regular,2026-01-01,2026-12-31"},
			tabular.Counts{Total: 1, Changed: 1}, []string{"join regular 2026-01-01 2026-12-31"}},
		{"class changes within the year, rows out of order", []string{"7,Ana Rivera,ana@library.example,student,2026-01-01,2026-12-31",
			"7,Ana Rivera,ana@library.example,regular,2026-07-01,2027-06-30\n7,Ana Rivera,ana@library.example,student,2026-01-01,2026-06-30"},
			tabular.Counts{Total: 2, Created: 1, Changed: 1}, []string{"renew regular 2026-07-01 2027-06-30", "lapse student 2026-01-01 2026-06-30"}},
		{"overlapping rows", []string{"7,Ana Rivera,ana@library.example,regular,2026-01-01,2026-12-31\n7,Ana Rivera,ana@library.example,student,2026-07-01,2027-06-30"},
			tabular.Counts{Total: 2, Created: 1, Refused: 1}, []string{"join regular 2026-01-01 2026-12-31"}},
		{"two rows about one first day", []string{"7,Ana Rivera,ana@library.example,regular,2026-01-01,2026-12-31\n7,Ana Rivera,ana@library.example,regular,2026-01-01,2026-03-31"},
			tabular.Counts{Total: 2, Created: 2}, []string{"join regular 2026-01-01 2026-03-31"}},
		{"29 February", []string{"7,Ana Rivera,ana@library.example,regular,2024-02-29,2025-02-28\n7,Ana Rivera,ana@library.example,regular,2025-03-01,2026-02-29\n7,Ana Rivera,ana@library.example,regular,2025-03-01,2026-02-28"},
			tabular.Counts{Total: 3, Created: 2, Refused: 1}, []string{"renew regular 2025-03-01 2026-02-28", "join regular 2024-02-29 2025-02-28"}},
		{"for life", []string{"7,Ana Rivera,ana@library.example,Life member,2020-01-01,"},
			tabular.Counts{Total: 1, Created: 1}, []string{"join life 2020-01-01 9999-12-31"}},
		{"ends before it starts", []string{"7,Ana Rivera,ana@library.example,regular,2026-01-01,2026-12-31\n7,Ana Rivera,ana@library.example,regular,2027-01-01,2026-12-31"},
			tabular.Counts{Total: 2, Created: 1, Refused: 1}, []string{"join regular 2026-01-01 2026-12-31"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) {
				s := peopletest.New(t, d)
				for _, f := range c.files[:len(c.files)-1] {
					importText(t, s, header+f+"\n", false)
				}
				last := header + c.files[len(c.files)-1] + "\n"
				dry := importText(t, s, last, true)
				real := importText(t, s, last, false)
				if diff := cmp.Diff(c.counts, real.Counts); diff != "" {
					t.Errorf("counts: %s\n%+v", diff, real.Rows)
				}
				dry.DryRun = false
				if diff := cmp.Diff(dry.Rows, real.Rows); diff != "" {
					t.Errorf("the dry run said something else: %s", diff)
				}
				if diff := cmp.Diff(c.held, held(t, s, "ana@library.example")); diff != "" {
					t.Errorf("held: %s", diff)
				}
				again := importText(t, s, last, false)
				if again.Counts.Created+again.Counts.Changed > 0 || again.Counts.Refused != c.counts.Refused {
					t.Errorf("the second time: %+v %+v", again.Counts, again.Rows)
				}
				if broken, err := s.Check(context.Background()); err != nil || len(broken) > 0 {
					t.Errorf("check: %v, %v", broken, err)
				}
			})
		})
	}
}

func TestImportRefusals(t *testing.T) {
	d := dbtest.SQLite(t)
	s := peopletest.New(t, d)
	peopletest.Person(t, s, peopletest.Named("Bo Lind"), peopletest.Email("bo@library.example"), peopletest.Number("1"))
	peopletest.Person(t, s, peopletest.Named("Cy Holm"), peopletest.Email("cy@library.example"))
	for _, c := range []struct{ name, rows, complaint string }{
		{"an address of two people in the file", "21,Di Roe,desk@library.example,regular,2026-01-01,2026-12-31\n22,Ed Fox,desk@library.example,regular,2026-01-01,2026-12-31", "another member number"},
		{"an address of two names in the file", ",Di Roe,front@library.example,regular,2026-01-01,2026-12-31\n,Ed Fox,FRONT@library.example,regular,2027-01-01,2027-12-31", "Two people cannot have one address"},
		{"an address of somebody with another number", "9,Bo Lind,bo@library.example,regular,2026-01-01,2026-12-31", "whose member number is 1"},
		{"number and address of two people", "1,Bo Lind,cy@library.example,regular,2026-01-01,2026-12-31", "belongs to Cy Holm"},
		{"an address of somebody with another name", ",Al Berg,cy@library.example,regular,2026-01-01,2026-12-31", "belongs to Cy Holm"},
		{"letters that look like others", "31,Fay Orr,fаy@library.example,regular,2026-01-01,2026-12-31", "look like others"},
		{"a formula", "32,=HYPERLINK(1),gus@library.example,regular,2026-01-01,2026-12-31", "formula"},
		{"a command", "33,+cmd|x,gus@library.example,regular,2026-01-01,2026-12-31", "formula"},
		{"an unknown class", "34,Gus Ives,gus@library.example,emperor,2026-01-01,2026-12-31", "names no class of membership"},
		{"neither number nor address", ",Gus Ives,,regular,2026-01-01,2026-12-31", "neither a member number nor an address"},
		{"nobody without a name", "35,,gus@library.example,regular,2026-01-01,2026-12-31", "has no name"},
		{"two classes", "34,Gus Ives,gus@library.example,International Student,2026-01-01,2026-12-31", "can be student or international"},
		{"a class no more", "34,Gus Ives,gus@library.example,Former Regular Member,2026-01-01,2026-12-31", "names no class of membership"},
		{"a second address that is none", "34,Gus Ives,gus@library.example; gus at home,regular,2026-01-01,2026-12-31", "is not an e-mail address"},
		{"a year of two digits", "34,Gus Ives,gus@library.example,regular,01/31/26,2026-12-31", "Write the year with four"},
		{"a number of somebody with another name", "1,Ed Fox,ed@library.example,regular,2026-01-01,2026-12-31", "The member number belongs to Bo Lind"},
		{"a number of another name in the file", "41,Di Roe,di@library.example,regular,2026-01-01,2026-12-31\n41,Ed Fox,ed@library.example,regular,2027-01-01,2027-12-31", "The member number stands in line 2 already, for Di Roe"},
		{"a date in doubt", "36,Gus Ives,gus@library.example,regular,03-04-2026,2026-12-31", "03-04-2026"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := importText(t, s, header+c.rows+"\n", true)
			if r.Counts.Refused != 1 {
				t.Fatalf("counts = %+v, %+v", r.Counts, r.Rows)
			}
			last := r.Rows[len(r.Rows)-1]
			if last.Outcome != tabular.Refused || !strings.Contains(last.Problems[0].Message, c.complaint) {
				t.Errorf("row = %+v", last)
			}
		})
	}
}

func TestImportGivesNoRoles(t *testing.T) {
	d := dbtest.SQLite(t)
	ctx := context.Background()
	s := peopletest.New(t, d)
	r := importText(t, s, "number,name,email,class,start,end,role,organisation id\n7,Ana Rivera,ana@library.example,regular,2026-01-01,2026-12-31,admin,1\n", false)
	if !strings.Contains(strings.Join(r.Notes, " "), "“role” was not read: rights are given by hand") {
		t.Errorf("notes = %v", r.Notes)
	}
	p, err := s.PersonByEmail(ctx, "ana@library.example")
	if err != nil {
		t.Fatal(err)
	}
	if a := peopletest.Actor(t, s, p); len(a.Roles) != 0 || a.Class != "regular" {
		t.Errorf("actor = %+v", a)
	}
	if p.EmailVerified {
		t.Error("a file cannot confirm an address")
	}
}

func TestImportNeedsAnAdministrator(t *testing.T) {
	d := dbtest.SQLite(t)
	s := peopletest.New(t, d)
	for _, role := range []authz.Role{authz.Auditor, authz.Reviewer} {
		a := peopletest.Actor(t, s, peopletest.Person(t, s, peopletest.Role(authz.Binding{Role: role})))
		if _, err := s.ImportMemberships(context.Background(), a, strings.NewReader(header), people.ImportOptions{}); !errs.Is(err, errs.Forbidden) {
			t.Errorf("%s: %v", role, err)
		}
	}
}

func TestImportBrokenFiles(t *testing.T) {
	d := dbtest.SQLite(t)
	s := peopletest.New(t, d)
	for name, text := range map[string]string{
		"a quote never closed": header + "7,\"Ana,ana@library.example,regular,2026-01-01,2026-12-31\n" + strings.Repeat("x,\n", 100_000),
		"a million columns":    strings.Repeat("a,", 1_000_000) + "\n",
		"no class column":      "number,name,email,start,end\n7,Ana,ana@library.example,2026-01-01,2026-12-31\n",
		"empty":                "",
	} {
		r, err := s.ImportMemberships(context.Background(), system, strings.NewReader(text), people.ImportOptions{})
		if err == nil && r.Counts.Created == 0 && r.Counts.Refused > 0 {
			continue // refused row by row
		}
		if !errs.Is(err, errs.Invalid) {
			t.Errorf("%s: %v, %+v", name, err, r.Counts)
		}
	}
	r := importText(t, s, "\ufeff"+header+"7,Ana Rivera,ana@library.example,regular,2026-01-01,2026-12-31\n", false)
	if r.Counts.Created != 1 {
		t.Errorf("a byte order mark: %+v", r)
	}
}
