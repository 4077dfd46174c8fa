//go:build !race

package registration_test

// rounds is how often each number of seats is fought for.
const rounds = 100
