package peopleweb_test

import (
	"fmt"
	"net/http"
	"testing"
)

// TestWhatIsNoAddressCountsAsOne tries many things that are no address: they share one account's
// attempts, so nobody fills the memory with what they type.
func TestWhatIsNoAddressCountsAsOne(t *testing.T) {
	s := newSite(t)
	last := 0
	for i := range 11 {
		last = s.post("/sign-in", "email", fmt.Sprintf("nonsense %d", i), "password", "x").Code
	}
	if last != http.StatusTooManyRequests {
		t.Errorf("the eleventh attempt is answered %d", last)
	}
}
