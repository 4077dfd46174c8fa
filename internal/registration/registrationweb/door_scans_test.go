package registrationweb

import "testing"

// TestOneBadScanKeepsNoOther reads a phone's queue of which some scans make no sense: the others are as they were.
func TestOneBadScanKeepsNoOther(t *testing.T) {
	scans, err := readScans(`[{"id":"a","code":"X","at":1000},{"id":"b","code":"Y","at":9000},{"id":"c","code":"Z","at":-1},{"id":4},{"id":"e","code":"W","at":2000}]`, "5000")
	if err != nil || len(scans) != 5 {
		t.Fatalf("%+v, %v", scans, err)
	}
	for i, want := range []int64{1000, 5000, 0, 0, 2000} {
		got := int64(0)
		if !scans[i].At.IsZero() {
			got = scans[i].At.UnixMilli()
		}
		if got != want {
			t.Errorf("scan %d was made at %d, want %d", i, got, want)
		}
	}
	if scans[3].Code != "" || scans[4].ID != "e" {
		t.Errorf("read %+v", scans)
	}
	if _, err := readScans(`{}`, "5000"); err == nil {
		t.Error("what is no list is read")
	}
}
