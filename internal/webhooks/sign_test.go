package webhooks

import (
	"testing"
	"time"
)

// TestSignature signs what the reference library for JavaScript (standardwebhooks 1.0.0) signs the same.
func TestSignature(t *testing.T) {
	got := sign("msg_p5jXN8AQM9LWM0D4loKWxJek", time.Unix(1614265330, 0), `{"test": 2432232314}`, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
	if want := "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestTwoSecretsSignForADay(t *testing.T) {
	now := time.Unix(1_800_000_000, 0)
	h := Webhook{secret: newSecret(), oldSecret: newSecret(), OldUntil: now.Add(oldSecretFor)}
	if n := len(h.secrets(now)); n != 2 {
		t.Errorf("%d secrets sign after a change", n)
	}
	if n := len(h.secrets(now.Add(oldSecretFor))); n != 1 {
		t.Errorf("%d secrets sign a day after", n)
	}
}

func TestWaitsGrow(t *testing.T) {
	for n, want := range map[int]time.Duration{1: 5 * time.Second, 2: 15 * time.Second, 3: 45 * time.Second, 20: 6 * time.Hour} {
		if got := backoff(n); got != want {
			t.Errorf("after %d attempts: %s", n, got)
		}
	}
	if rest(10*time.Minute) != time.Minute || rest(0) != restLeast || rest(48*time.Hour) != restMost {
		t.Error("rests")
	}
}
