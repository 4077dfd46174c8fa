package catalogueweb

import (
	"encoding/json"
	"fmt"
	"testing"

	"learningcommons.dev/commons/internal/catalogue/cataloguetest"
)

// TestAProgramSaysWhatDecidesCredit writes and reads what is said of an offer beside its words, and sends back all that it has read.
func TestAProgramSaysWhatDecidesCredit(t *testing.T) {
	eachSite(t, func(t *testing.T, s *site) {
		before := cataloguetest.Offer(t, s.World, cataloguetest.Titled("Before"))
		var o struct{ Key string }
		s.program(t, "manager", "POST", "/offers", fmt.Sprintf(`{"unit":%q,"kind":"webinar","title":"All of it","minutes":60}`, s.Unit.Acronym), 201, &o)
		path := "/offers/" + o.Key
		said := fmt.Sprintf(`{"completion":{"rule":"minutes","minutes":45},"presenters":[{"name":"Ines Calder","email":"ines@library.example"},{"name":"Bo Lind","part":"moderator"}],
			"prerequisites":{"text":"Knows a catalogue","offers":[%q]},"cosponsors":[%q],"sponsors":["Friends of Reading"],"peer":{"what":"Feedback in pairs","reviewed_by":"A board","reviewed_on":"2026-01-02"}}`,
			before.Key, s.Unit.Acronym)
		s.program(t, "editor", "PATCH", path, said, 200, nil)
		type draft struct {
			Completion struct {
				Rule             string
				Minutes, Percent int
			}
			Presenters    []struct{ Person, Name, Part, Email string }
			Prerequisites struct {
				Text   string
				Offers []string
			}
			Cosponsors, Sponsors []string
			Peer                 struct {
				What       string
				ReviewedBy string `json:"reviewed_by"`
			}
			Owner string
		}
		var d, again draft
		tag := s.program(t, "editor", "GET", path+"/draft", "", 200, &d).Get("ETag")
		if d.Completion.Rule != "minutes" || d.Completion.Minutes != 45 || len(d.Presenters) != 2 || d.Presenters[0].Person == "" || d.Presenters[0].Email != "" || d.Presenters[1].Part != "moderator" ||
			d.Prerequisites.Text == "" || len(d.Prerequisites.Offers) != 1 || d.Prerequisites.Offers[0] != before.Key || len(d.Cosponsors) != 1 || d.Cosponsors[0] != s.Unit.Acronym ||
			len(d.Sponsors) != 1 || d.Peer.ReviewedBy != "A board" || d.Owner != string(s.actors["manager"].PersonID) {
			t.Fatalf("%+v", d)
		}
		// What was read may be sent back: nothing is new by it, and the presenters are the same persons.
		var all map[string]any
		s.program(t, "editor", "GET", path+"/draft", "", 200, &all)
		for _, told := range []string{"id", "key", "status", "draft"} {
			delete(all, told)
		}
		b, err := json.Marshal(all)
		if err != nil {
			t.Fatal(err)
		}
		if after := s.program(t, "editor", "PATCH", path, string(b), 200, nil).Get("ETag"); after != tag {
			t.Errorf("what was read is something else when it is sent back: %s, %s", tag, after)
		}
		s.program(t, "editor", "PATCH", path, `{"presenters":[{"name":"B. Lind","person":"`+d.Presenters[1].Person+`"}],"prerequisites":{"offers":[]}}`, 200, nil)
		s.program(t, "editor", "GET", path+"/draft", "", 200, &again)
		if len(again.Presenters) != 1 || again.Presenters[0].Person != d.Presenters[1].Person || again.Presenters[0].Name != "B. Lind" || again.Prerequisites.Text == "" || len(again.Prerequisites.Offers) != 0 || again.Completion != d.Completion {
			t.Errorf("%+v", again)
		}
		for field, wrong := range map[string]string{
			"presenters":    `{"presenters":[{"name":"Somebody","person":"` + string(s.actors["learner"].PersonID) + `"}]}`, // who was never announced is not made a presenter by an id
			"cosponsors":    `{"cosponsors":["NOSUCH"]}`,
			"prerequisites": `{"prerequisites":{"offers":["no-such-offer"]}}`,
			"owner":         `{"owner":"nobody"}`,
			"completion":    `{"completion":{"rule":"luck"}}`,
		} {
			var p struct{ Errors []struct{ Field string } }
			s.program(t, "editor", "PATCH", path, wrong, 422, &p)
			if len(p.Errors) == 0 || p.Errors[0].Field != field {
				t.Errorf("%s: %+v", wrong, p)
			}
		}
		for who, owner := range map[string]string{"manager": "01a21449-01af-797e-87c0-87f078f81cc0", "editor": string(s.actors["manager"].PersonID)} { // nobody, and for managers to choose
			s.program(t, who, "POST", "/offers", fmt.Sprintf(`{"unit":%q,"kind":"webinar","title":"Whose?","owner":%q}`, s.Unit.Acronym, owner), 422, nil)
		}
		s.program(t, "editor", "PATCH", path, `{"owner":"`+string(s.actors["editor"].PersonID)+`"}`, 422, nil) // managers choose
	})
}
