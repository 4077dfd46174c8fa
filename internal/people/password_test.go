package people

import (
	"strings"
	"testing"

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
