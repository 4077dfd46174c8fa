// Package oidctest is an OpenID Connect provider for tests that can be made to lie: it runs on this machine, answers as
// a good one does, and takes on one fault after another (Faults), none of which may sign anybody in.
package oidctest
