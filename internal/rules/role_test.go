package rules_test

import "testing"

func TestOfRolesServedAsLongTheFirstListedDecides(t *testing.T) {
	f := facts(t, "person", `{"kind":"role","name":"b","day":"2025-01-01","until":"2025-01-10"}`, `{"kind":"role","name":"a","day":"2025-01-11"}`)
	if res := stands(t, read(t, "roles: [a, b]\nneeds: {at_least: {a: 1 hour, b: 2 hours}}"), f, "2025-01-20", ""); res.Role != "a" {
		t.Errorf("looked at as %s", res.Role)
	}
	if res := stands(t, read(t, "roles: [b, a]\nneeds: {at_least: {a: 1 hour, b: 2 hours}}"), f, "2025-01-20", ""); res.Role != "b" {
		t.Errorf("looked at as %s", res.Role)
	}
}
