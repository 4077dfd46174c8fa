package catalogue

import (
	"context"
	"testing"

	"learningcommons.dev/commons/internal/platform/db/dbtest"
)

// TestHalfACatalogueIsNone reads ahead for somebody who has left: that is an error each time, never the end of the catalogue.
func TestHalfACatalogueIsNone(t *testing.T) {
	d := dbtest.SQLite(t)
	gone, leave := context.WithCancel(t.Context())
	leave()
	for range 50 {
		var err error
		for _, fault := range publishedAhead(gone, d) {
			err = fault
		}
		if err == nil {
			t.Fatal("the catalogue looks whole")
		}
	}
	for _, err := range publishedAhead(t.Context(), d) {
		t.Errorf("an empty catalogue: %v", err)
	}
}
