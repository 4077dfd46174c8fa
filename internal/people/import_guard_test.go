package people_test

import (
	"context"
	"strconv"
	"strings"
	"testing"

	"learningcommons.dev/commons/internal/people"
	"learningcommons.dev/commons/internal/people/peopletest"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/errs"
	"learningcommons.dev/commons/internal/platform/tabular"
)

// audited counts the audit rows of one kind about a person.
func audited(t *testing.T, d *db.DB, p people.Person, action string) (n int) {
	t.Helper()
	if err := d.QueryRow(context.Background(), `SELECT COUNT(*) FROM audit_log WHERE object_id = $1 AND action = $2`, p.ID, action).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// TestAListOpensNoAccount follows a slip of the pen: somebody's address in a row with Ann's number.
func TestAListOpensNoAccount(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		w := newPost(t, d)
		ann := peopletest.Person(t, w.Service, peopletest.Named("Ann Lee"), peopletest.Email("ann@library.example"), peopletest.Number("1234"))
		r := importText(t, w.Service, header+"1234,Ed Fox,ed@library.example,regular,2026-01-01,2026-12-31\n", false)
		if r.Counts.Refused != 1 || !strings.Contains(r.Rows[0].Problems[0].Message, "belongs to Ann Lee, and the row is about Ed Fox") {
			t.Fatalf("the row of somebody else: %+v", r.Rows)
		}
		r = importText(t, w.Service, header+"1234,Ed Lee,ed@library.example,regular,2026-01-01,2026-12-31\n", false)
		if r.Counts.Created != 1 {
			t.Fatalf("a row with a name in common: %+v", r.Rows)
		}
		if n := audited(t, d, ann, "address.added"); n != 1 {
			t.Errorf("%d audit rows tell of the address", n)
		}
		if subject, _, _ := w.letter("ann@library.example"); subject != "Something was added to your account" {
			t.Errorf("Ann was told %q", subject)
		}
		if all := w.Box.Letters("ann@library.example"); len(all) != 1 || !strings.Contains(all[0].Text, "ed@library.example") {
			t.Errorf("Ann's letters: %+v", all)
		}
		for name, ask := range map[string]func() error{
			"sign in":      func() error { return w.AskSignIn(ctx, "ed@library.example", "") },
			"a password":   func() error { return w.AskPassword(ctx, "ed@library.example", "") },
			"open account": func() error { return w.AskSignUp(ctx, "Ed Fox", "ed@library.example", "") },
		} {
			if err := ask(); err != nil {
				t.Fatal(err)
			}
			if subject, path, _ := w.letter("ed@library.example"); subject != "This address is not confirmed yet" || path != "/my/" {
				t.Errorf("%s: a letter %q leads to %s", name, subject, path)
			}
		}
		for _, l := range w.Box.Letters("ed@library.example") {
			if strings.Contains(l.Text, "Ann") || strings.Contains(l.Text, "ann@") || strings.Contains(l.ToName, "Ann") {
				t.Errorf("the letter tells whose account it is: %s", l.Text)
			}
		}
		// Ann, who is signed in, may take the address as hers; then it opens her account.
		if err := w.AskAddress(ctx, peopletest.Actor(t, w.Service, ann), "ed@library.example"); err != nil {
			t.Fatal(err)
		}
		_, path, secret := w.letter("ed@library.example")
		if _, _, err := w.UseLink(ctx, peopletest.Actor(t, w.Service, ann), secret, people.LinkAnswer{}); err != nil || path != "/confirm/" {
			t.Fatalf("confirm: %s, %v", path, err)
		}
		if err := w.AskSignIn(ctx, "ed@library.example", ""); err != nil {
			t.Fatal(err)
		}
		if _, path, _ := w.letter("ed@library.example"); path != "/sign-in/link/" {
			t.Errorf("a confirmed address leads to %s", path)
		}
	})
}

// TestALinkToAnAddressThatOpensNoMore uses a link that was sent before another address was confirmed.
func TestALinkToAnAddressThatOpensNoMore(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		w := newPost(t, d)
		importText(t, w.Service, header+"7,Ana Rivera,ana@library.example; desk@library.example,regular,2026-01-01,2026-12-31\n", false)
		secrets := map[string]string{}
		for _, address := range []string{"ana@library.example", "desk@library.example"} {
			if err := w.AskSignIn(ctx, address, ""); err != nil {
				t.Fatal(err)
			}
			_, _, secrets[address] = w.letter(address)
		}
		if _, _, err := w.UseLink(ctx, nobody, secrets["ana@library.example"], people.LinkAnswer{}); err != nil {
			t.Fatalf("the first link: %v", err)
		}
		if _, _, err := w.UseLink(ctx, nobody, secrets["desk@library.example"], people.LinkAnswer{}); !errs.Is(err, errs.Gone) {
			t.Errorf("the other link: %v", err)
		}
	})
}

func TestImportAddsANumberOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		w := newPost(t, d)
		ana := peopletest.Person(t, w.Service, peopletest.Named("Ana Rivera"), peopletest.Email("ana@library.example"))
		twin := peopletest.Person(t, w.Service, peopletest.Named("Ana Rivera"), peopletest.Email("twin@library.example"), peopletest.Number("7"))
		if err := w.Merge(ctx, system, twin.ID, ana.ID); err != nil {
			t.Fatal(err)
		}
		// The number is the alias's: it is known, and must not be entered a second time.
		row := ",Ana Rivera,ana@library.example,regular,2026-01-01,2026-12-31\n"
		if r := importText(t, w.Service, header+"7"+row, false); r.Counts.Created != 1 || len(r.Rows[0].Changes) != 1 {
			t.Errorf("the number of an alias: %+v", r.Rows)
		}
		if r := importText(t, w.Service, header+"8"+row, false); r.Counts.Refused != 1 || !strings.Contains(r.Rows[0].Problems[0].Message, "whose member number is 7") {
			t.Errorf("another number: %+v", r.Rows)
		}
		if p, err := w.Person(ctx, ana.ID); err != nil || p.MemberNumber != "7" {
			t.Errorf("person = %+v, %v", p, err)
		}
		bo := peopletest.Person(t, w.Service, peopletest.Named("Bo Lind"), peopletest.Email("bo@library.example"))
		if r := importText(t, w.Service, header+"9,Bo Lind,bo@library.example,regular,2026-01-01,2026-12-31\n", false); r.Counts.Created != 1 {
			t.Errorf("a first number: %+v", r.Rows)
		}
		if n := audited(t, d, bo, "number.added"); n != 1 {
			t.Errorf("%d audit rows tell of the number", n)
		}
		w.letter("bo@library.example")
		if all := w.Box.Letters("bo@library.example"); len(all) != 1 || !strings.Contains(all[0].Text, "Member number 9") {
			t.Errorf("Bo's letters: %+v", all)
		}
	})
}

func TestNamesInCommon(t *testing.T) {
	s := peopletest.New(t, dbtest.SQLite(t))
	for i, c := range []struct {
		known, row string
		taken      bool
	}{
		{"Ann Lee", "Lee, Ann", true},
		{"Ann Lee", "Ann Fox-Lee", true},
		{"Ann Lee", "Ann Fox", true},
		{"Zoë Núñez", "NUNEZ Zoe", true},
		{"Ann Lee", "A. Lee", true},
		{"Ann Lee", "", true},
		{"Ann Lee", "Ed Fox", false},
		{"A. Lee", "A. Fox", false},
		{"María de la Cruz", "Juan de la Torre", false},
		{"Dr. Ann Lee", "Dr. Ed Fox", false},
	} {
		number := strconv.Itoa(i)
		peopletest.Person(t, s, peopletest.Named(c.known), peopletest.Number(number))
		r := importText(t, s, header+number+`,"`+c.row+`",,regular,2026-01-01,2026-12-31`+"\n", true)
		if taken := r.Rows[0].Outcome == tabular.Created; taken != c.taken {
			t.Errorf("%q for %q: %+v", c.row, c.known, r.Rows[0])
		}
	}
}
