package casefile

import (
	"encoding/json"
	"testing"
)

func TestALinkWithoutAnAddressKeepsTheFormerOneAndNothingElse(t *testing.T) {
	for name, c := range map[string]struct{ was, now, want string }{
		"the same":                  {`{"title":"Skill","identifier":"a","uri":"https://x.example/a"}`, `{"identifier":"a","title":"Skill","uri":"urn:uuid:a"}`, `{"title":"Skill","identifier":"a","uri":"https://x.example/a"}`},
		"renamed":                   {`{"title":"Skill","identifier":"a","uri":"https://x.example/a"}`, `{"identifier":"a","title":"Craft","uri":"urn:uuid:a"}`, `{"identifier":"a","title":"Craft","uri":"https://x.example/a"}`},
		"a list, one of it renamed": {`[{"title":"Art","identifier":"a","uri":"https://x.example/a"}]`, `[{"identifier":"a","title":"Arts","uri":"urn:uuid:a"}]`, `[{"identifier":"a","title":"Arts","uri":"https://x.example/a"}]`},
		"another":                   {`{"title":"Skill","identifier":"a","uri":"https://x.example/a"}`, `{"identifier":"b","title":"Craft","uri":"urn:uuid:b"}`, `{"identifier":"b","title":"Craft","uri":"urn:uuid:b"}`},
		"a text that looks like it": {`"urn:uuid:a"`, `"urn:uuid:b"`, `"urn:uuid:b"`},
	} {
		out := Says(V1p0.Says).Keep("CFItem", Rest{"CFItemTypeURI": json.RawMessage(c.was)}, Rest{"CFItemTypeURI": json.RawMessage(c.now)})
		if got := string(out["CFItemTypeURI"]); got != c.want {
			t.Errorf("%s: %s", name, got)
		}
	}
}
