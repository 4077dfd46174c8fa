package people

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1"
	"crypto/subtle"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"net/url"
	"strings"
	"time"
)

// What every app that shows codes can do (RFC 6238): SHA-1, six digits, a new code every 30 seconds.
const (
	totpPeriod = 30 // seconds
	totpDigits = 6
	totpWindow = 1 // steps before and after now that are taken, for clocks that differ (RFC 6238, section 5.2)
	totpSecret = 20
)

var totpText = base32.StdEncoding.WithPadding(base32.NoPadding)

// newTOTPSecret returns 160 random bits (RFC 4226, section 4, R6) as text.
func newTOTPSecret() string {
	b := make([]byte, totpSecret)
	rand.Read(b)
	return totpText.EncodeToString(b)
}

// hotp is the code of a counter (RFC 4226, section 5.3), with leading zeros.
func hotp(secret []byte, counter uint64, digits int) string {
	h := hmac.New(sha1.New, secret)
	var c [8]byte
	binary.BigEndian.PutUint64(c[:], counter)
	h.Write(c[:])
	sum := h.Sum(nil)
	at := sum[len(sum)-1] & 0x0f
	n := uint64(binary.BigEndian.Uint32(sum[at:at+4]) & 0x7fffffff)
	modulus := uint64(1)
	for range digits {
		modulus *= 10
	}
	return fmt.Sprintf("%0*d", digits, n%modulus)
}

// totpStep numbers the steps of 30 seconds since 1970.
func totpStep(at time.Time) int64 { return at.Unix() / totpPeriod }

// matchTOTP returns the step whose code it is, looking one before and one after now. Every step is
// looked at in the same time, whether or not an earlier one fitted.
func matchTOTP(secret, code string, now time.Time) (step int64, ok bool) {
	key, err := totpText.DecodeString(secret)
	if err != nil {
		return 0, false
	}
	middle := totpStep(now)
	for s := middle - totpWindow; s <= middle+totpWindow; s++ {
		if subtle.ConstantTimeCompare([]byte(hotp(key, uint64(s), totpDigits)), []byte(code)) == 1 {
			step, ok = s, true
		}
	}
	return step, ok
}

// totpAddress is what an app reads from the square of dots.
func totpAddress(issuer, account, secret string) string {
	v := url.Values{"secret": {secret}, "issuer": {issuer}, "algorithm": {"SHA1"}, "digits": {fmt.Sprint(totpDigits)}, "period": {fmt.Sprint(totpPeriod)}}
	u := url.URL{Scheme: "otpauth", Host: "totp", Path: "/" + strings.ReplaceAll(issuer, ":", " ") + ":" + account, RawQuery: strings.ReplaceAll(v.Encode(), "+", "%20")}
	return u.String()
}
