package app

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"learningcommons.dev/commons/internal/platform/authz"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
	"learningcommons.dev/commons/internal/platform/id"
)

// TestAFrameworkIsRevisedByProgram takes a framework from a file to its second version by REST alone, up to what a person must decide then.
func TestAFrameworkIsRevisedByProgram(t *testing.T) {
	t.Run("sqlite", func(t *testing.T) { revisedByProgram(t, newTrial(t)) })
	t.Run("postgres", func(t *testing.T) { revisedByProgram(t, newTrialOn(t, dbtest.PostgresURL(t))) })
}

func revisedByProgram(t *testing.T, tr *trial) {
	editor := id.ID(tr.one(t, `SELECT person_id FROM role_bindings WHERE role = 'curriculum-editor' AND ended_at IS NULL ORDER BY person_id LIMIT 1`))
	token, err := tr.People.CreateToken(t.Context(), authz.System("cli"), editor, "frameworks", []string{authz.ScopeStandardsRead, authz.ScopeStandardsWrite, authz.ScopeCatalogueRead, authz.ScopeCatalogueWrite}, time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	etag := ""
	ask := func(status int, method, path, body string, into any) string {
		t.Helper()
		var header []string
		if etag != "" && method != "GET" {
			header = []string{"If-Match", etag}
		}
		tr.clock.Advance(time.Second)
		w := tr.ask(t, token, method, "/api/v1"+path, body, into, header...)
		if w.Code != status {
			t.Fatalf("%s %s: %d, want %d: %s", method, path, w.Code, status, w.Body)
		}
		etag = w.Header().Get("ETag")
		return w.Body.String()
	}

	// Version 1 comes from a file, which is looked at before.
	const file = "code,title,Can do: Foundational,Can do: Expert\nTRU-1,Meet and decide,Reads the papers.,Leads the meeting.\nTRU-2,Know the law,Knows what binds a board.,Drafts a policy.\nTRU-3,Raise money,Thanks a donor.,Plans a campaign.\n"
	const about = "?name=trustees.csv&title=Skills+of+trustees"
	var in struct {
		Framework *string
		Seen      string
		Counts    struct{ Created int }
	}
	ask(200, "POST", "/frameworks/import"+about+"&dry_run=true", file, &in)
	if in.Framework != nil || in.Counts.Created != 3 {
		t.Fatalf("%+v", in)
	}
	ask(200, "POST", "/frameworks/import"+about+"&seen="+url.QueryEscape(in.Seen), file, &in)
	at := "/frameworks/" + *in.Framework
	ask(200, "GET", at+"/draft/preview", "", nil)
	ask(200, "POST", at+"/draft/publish", "", nil)

	var list struct{ Items []struct{ ID, Code string } }
	ask(200, "GET", at+"/competencies", "", &list)
	of := map[string]string{}
	for _, c := range list.Items {
		of[c.Code] = c.ID
	}
	offer := tr.one(t, `SELECT key FROM offers WHERE status = 'published' AND key NOT IN (SELECT o.key FROM offers o JOIN alignments a ON a.offer_id = o.id) ORDER BY key LIMIT 1`)
	etag = ""
	ask(200, "POST", "/offers/"+offer+"/alignments", fmt.Sprintf(`{"alignments":[{"competency":%q,"level":"expert"},{"competency":%q,"level":"foundational"}]}`, of["TRU-1"], of["TRU-2"]), nil)

	// Version 2 splits one competency and ends another.
	etag = ""
	ask(200, "POST", at+"/draft", "", nil)
	etag = ""
	for _, part := range []string{`{"code":"TRU-1a","title":"Meet","statements":[{"level":"expert","text":"Leads the meeting."}]}`, `{"code":"TRU-1b","title":"Decide","statements":[{"level":"expert","text":"Finds a majority."}]}`} {
		ask(201, "POST", at+"/draft/competencies", part, nil)
		etag = ""
	}
	for _, code := range []string{"TRU-1", "TRU-3"} {
		ask(204, "DELETE", at+"/draft/competencies/"+of[code], "", nil)
	}
	if said := ask(409, "POST", at+"/draft/publish", "", nil); !strings.Contains(said, "Meet and decide") {
		t.Errorf("what is undecided is not named: %s", said)
	}
	var open struct {
		Items []struct {
			ID, Code    string
			Suggestions []struct {
				Became string
				To     []struct{ Code string }
			}
		}
		Open, Decided int
	}
	ask(200, "GET", at+"/draft/decisions", "", &open)
	suggested := false
	for _, s := range open.Items[0].Suggestions {
		suggested = suggested || s.Became == "split" && len(s.To) == 2 && s.To[0].Code == "TRU-1a"
	}
	if open.Open != 2 || open.Items[0].Code != "TRU-1" || !suggested {
		t.Errorf("%+v", open)
	}
	var left struct {
		Open, Decided int
		Ready         bool
	}
	ask(200, "POST", at+"/draft/decisions", fmt.Sprintf(`{"decisions":[{"competency":%q,"became":"split","to":["TRU-1a","TRU-1b"]},{"competency":%q,"became":"retired"}]}`, of["TRU-1"], of["TRU-3"]), &left)
	if left.Open != 0 || left.Decided != 2 || !left.Ready {
		t.Errorf("%+v", left)
	}
	var preview struct {
		Version int
		Before  *int
		Ready   bool
		Counts  struct{ Gone, Added, Changed int }
	}
	ask(200, "GET", at+"/draft/preview", "", &preview)
	if preview.Version != 2 || preview.Before == nil || *preview.Before != 1 || !preview.Ready || preview.Counts.Gone != 2 || preview.Counts.Added != 2 || preview.Counts.Changed != 0 {
		t.Errorf("%+v", preview)
	}
	var published struct {
		Version int
		Status  string
	}
	ask(200, "POST", at+"/draft/publish", "", &published)
	if published.Version != 2 || published.Status != "published" {
		t.Errorf("%+v", published)
	}

	// Everybody reads what became of them; what the offer teaches waits for a person where it is not certain.
	var changes struct {
		Items []struct {
			From   struct{ Code string }
			Became string
			To     []struct{ ID, Code string }
		}
	}
	tr.ask(t, "", "GET", "/api/v1"+at+"/changes", "", &changes)
	if len(changes.Items) != 2 || changes.Items[0].Became != "split" || len(changes.Items[0].To) != 2 || changes.Items[1].From.Code != "TRU-3" || changes.Items[1].Became != "retired" {
		t.Fatalf("%+v", changes)
	}
	if err := tr.Jobs.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	var waiting struct {
		Items []struct {
			ID, Offer, Was, Became string
			Options                []struct{ Competency, Code string }
		}
	}
	ask(200, "GET", "/alignment-decisions?limit=100", "", &waiting)
	found := false
	for _, d := range waiting.Items {
		if d.Offer != offer {
			continue
		}
		found = true
		if d.Was != "Meet and decide" || d.Became != "split" || len(d.Options) != 2 {
			t.Errorf("%+v", d)
		}
		etag = ""
		ask(204, "POST", "/alignment-decisions/"+d.ID, fmt.Sprintf(`{"alignments":[{"competency":%q,"level":"expert"}]}`, d.Options[0].Competency), nil)
	}
	if !found {
		t.Fatalf("nobody is asked: %+v", waiting)
	}
	var taught struct {
		Items []struct{ Framework, Code string }
	}
	tr.ask(t, "", "GET", "/api/v1/offers/"+offer+"/alignments", "", &taught)
	var codes []string
	for _, l := range taught.Items {
		if "/frameworks/"+l.Framework == at {
			codes = append(codes, l.Code)
		}
	}
	if got := strings.Join(codes, " "); got != "TRU-1a TRU-2" && got != "TRU-2 TRU-1a" {
		t.Errorf("the offer teaches %q", got)
	}
}
