//go:build race

package registration_test

// rounds is how often each number of seats is fought for under the race detector, which makes each
// five times as long and looks for something else. ./check runs all of them without it.
const rounds = 10
