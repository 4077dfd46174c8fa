package people

import (
	"strings"
	"testing"
	"time"
)

// TestTOTPVectors are those of RFC 6238, appendix B, for SHA-1.
func TestTOTPVectors(t *testing.T) {
	secret := []byte("12345678901234567890")
	for at, want := range map[int64]string{59: "94287082", 1111111109: "07081804", 1111111111: "14050471", 1234567890: "89005924", 2000000000: "69279037", 20000000000: "65353130"} {
		if got := hotp(secret, uint64(totpStep(time.Unix(at, 0))), 8); got != want {
			t.Errorf("at %d: %s, want %s", at, got, want)
		}
	}
}

// TestHOTPVectors are those of RFC 4226, appendix D.
func TestHOTPVectors(t *testing.T) {
	for i, want := range []string{"755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"} {
		if got := hotp([]byte("12345678901234567890"), uint64(i), 6); got != want {
			t.Errorf("counter %d: %s, want %s", i, got, want)
		}
	}
}

func TestTOTPWindow(t *testing.T) {
	secret := newTOTPSecret()
	key, err := totpText.DecodeString(secret)
	if err != nil || len(key) != 20 {
		t.Fatalf("%d bytes, %v", len(key), err)
	}
	begin := time.Unix(1_800_000_000, 0) // the first second of a step
	code := hotp(key, uint64(totpStep(begin)), 6)
	for late, want := range map[time.Duration]bool{
		-30*time.Second - time.Nanosecond: false, -30 * time.Second: true, 0: true, 59 * time.Second: true, 60*time.Second - time.Nanosecond: true, 60 * time.Second: false,
	} {
		if _, got := matchTOTP(secret, code, begin.Add(late)); got != want {
			t.Errorf("%v after its step began a code is taken: %v", late, got)
		}
	}
	for _, no := range []string{"", "0", code + "0", code[:5], strings.Repeat("0", 5000), "١٢٣٤٥٦"} {
		if _, ok := matchTOTP(secret, no, begin); ok && no != code {
			t.Errorf("%.20q is taken", no)
		}
	}
	if _, ok := matchTOTP("not base 32", code, begin); ok {
		t.Error("a broken secret takes a code")
	}
}

func TestTOTPAddress(t *testing.T) {
	got := totpAddress("A: Library & Co", "ana@library.example", "ABC")
	if want := "otpauth://totp/A%20%20Library%20&%20Co:ana@library.example?algorithm=SHA1&digits=6&issuer=A%3A%20Library%20%26%20Co&period=30&secret=ABC"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
