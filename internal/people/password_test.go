package people

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"learningcommons.dev/commons/internal/platform/errs"
)

func TestPasswordHash(t *testing.T) {
	h := newHasher()
	hash := h.hash("caf\u00e9 with four chairs")
	if !strings.HasPrefix(hash, "$argon2id$v=19$m=19456,t=2,p=1$") || stale(hash) {
		t.Errorf("hash = %s", hash)
	}
	if again := h.hash("caf\u00e9 with four chairs"); again == hash {
		t.Error("two hashes have one salt")
	}
	for password, want := range map[string]bool{
		"caf\u00e9 with four chairs": true, "cafe\u0301 with four chairs": true, "cafe with four chairs": false, "": false,
	} {
		if h.matches(password, hash) != want {
			t.Errorf("%q matches: %v", password, !want)
		}
	}
	for _, broken := range []string{"", "x", "$argon2id$v=19$m=19456,t=2,p=1$$", "$argon2i$v=19$m=19456,t=2,p=1$" + hash[31:],
		strings.Replace(hash, "m=19456", "m=4294967295", 1), strings.Replace(hash, "t=2", "t=0", 1), strings.Replace(hash, "v=19", "v=16", 1), h.decoy} {
		if h.matches("caf\u00e9 with four chairs", broken) {
			t.Errorf("matches %q", broken)
		}
	}
	if !stale(strings.Replace(hash, "t=2", "t=1", 1)) {
		t.Error("a hash of another cost is not stale")
	}
}

// TestNobodysPasswordCostsTheSame derives a key of the same cost whether or not there is an account, so that nobody learns it from the time.
func TestNobodysPasswordCostsTheSame(t *testing.T) {
	h := newHasher()
	for _, encoded := range []string{h.hash("four quiet green herons"), "", "unreadable"} {
		var memory, passes uint32
		h.compare("x", encoded, func(_ string, _ []byte, p, m uint32, _ uint8, size uint32) []byte {
			memory, passes = m, p
			return make([]byte, size)
		})
		if memory != hashMemory || passes != hashPasses {
			t.Errorf("%q: %d KiB, %d passes", encoded, memory, passes)
		}
	}
}

// TestAFloodOfSignInsWaitsAndIsTold lets somebody wait while all turns are taken, for three seconds.
func TestAFloodOfSignInsWaitsAndIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := newHasher()
		for range cap(h.turns) {
			h.turns <- struct{}{}
		}
		began := time.Now()
		_, err := h.matchesSoon(t.Context(), "x", "")
		if errs.KindOf(err) != errs.Unavailable || time.Since(began) != signInWait {
			t.Errorf("after %s: %v", time.Since(began), err)
		}
		<-h.turns
		if good, err := h.matchesSoon(t.Context(), "x", ""); good || err != nil {
			t.Errorf("with a turn: %v, %v", good, err)
		}
	})
}

func TestCheckPassword(t *testing.T) {
	for password, ok := range map[string]bool{
		"four quiet green herons": true, "ключи под ковром": true, "": false, "short": false, "PasswordPassword": false, "zzzzzzzzzzzzzz": false,
		"rivera-and-more": false, strings.Repeat("ab", 200): false,
	} {
		var f errs.Fields
		checkPassword(&f, "password", password, "rivera@library.example")
		if (len(f) == 0) != ok {
			t.Errorf("%q: %v", password, f)
		}
	}
}

func FuzzDecodeHash(f *testing.F) {
	f.Add("$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHRzYWx0c2FsdA$a2V5a2V5a2V5a2V5a2V5a2V5a2V5a2V5a2V5a2V5a2U")
	f.Add("$argon2id$v=19$m=1,t=1,p=1$$")
	f.Fuzz(func(t *testing.T, s string) {
		memory, passes, lanes, salt, key, ok := decodeHash(s)
		if ok && (memory > 1<<18 || passes > 16 || lanes > 16 || len(salt) < 8 || len(key) < 16) {
			t.Fatalf("%q costs too much", s)
		}
	})
}
