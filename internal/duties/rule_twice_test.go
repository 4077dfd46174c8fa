package duties_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"learningcommons.dev/commons/internal/duties"
	"learningcommons.dev/commons/internal/duties/dutiestest"
	"learningcommons.dev/commons/internal/platform/db"
	"learningcommons.dev/commons/internal/platform/db/dbtest"
)

// TestAnOwnRuleKeepsItsName has an own rule of a name that the program brings later: people stay bound by the association's.
func TestAnOwnRuleKeepsItsName(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ctx, w := t.Context(), dutiestest.New(t, d)
		if _, err := w.WriteRule(ctx, w.Editor, "rule: lssc\nneeds: {at_least: 3 hours}\n"); kindOf(err) != "invalid" {
			t.Errorf("a new rule is called as one that comes with the program: %v", err)
		}
		const text = "rule: lssc\nname: Our own\nstatus: verified\nneeds: {at_least: 3 hours}\n"
		err := d.InTx(ctx, func(ctx context.Context, tx *db.Tx) error {
			for _, q := range []string{`INSERT INTO duty_rules (id, key, created_at) VALUES ('r', 'lssc', 1)`,
				`INSERT INTO duty_rule_texts (id, rule_id, number, text, name, written_at) VALUES ('t', 'r', 1, '` + text + `', 'Our own', 1)`,
				`INSERT INTO duty_rule_publications (text_id, rule_id, number, published_at) VALUES ('t', 'r', 1, 1)`} {
				if _, err := tx.Exec(ctx, q); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		r, err := w.Rule(ctx, "lssc")
		if err != nil || !r.Own || !r.Twice || r.Name() != "Our own" {
			t.Errorf("%+v, %v", r, err)
		}
		all, err := w.Rules(ctx, duties.ListRequest{All: true})
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		for _, x := range all.Items {
			if x.Key == "lssc" {
				if n++; !x.Own {
					t.Error("the list has the program's")
				}
			}
		}
		if n != 1 {
			t.Errorf("it is in the list %d times", n)
		}
		if _, err := w.SaveRule(ctx, w.Editor, "lssc", strings.Replace(text, "Our own", "Ours", 1), ""); err != nil {
			t.Errorf("its writer cannot go on with it: %v", err)
		}
		if theirs, ok := w.ShippedText("lssc"); !ok || theirs == text {
			t.Error("the program's text is not offered")
		}
	})
}

// TestAllRulesCanBeChosen has more rules than one page of a list.
func TestAllRulesCanBeChosen(t *testing.T) {
	d := dbtest.SQLite(t)
	ctx, w := t.Context(), dutiestest.New(t, d)
	for i := range 110 {
		key := fmt.Sprintf("own-%03d", i)
		first, err := w.WriteRule(ctx, w.Editor, "rule: "+key+"\nstatus: verified\nbinds: group\nneeds: {together: {at_least: 2 hours}}\n")
		if err == nil {
			err = w.PublishRule(ctx, w.Editor, key, "", first.Seen())
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if all, err := w.Rules(ctx, duties.ListRequest{Binds: "group", All: true}); err != nil || len(all.Items) != 110 {
		t.Errorf("%d rules, %v", len(all.Items), err)
	}
}
