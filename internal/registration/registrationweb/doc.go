// Package registrationweb is the pages and the REST interface of registration:
// registering and beginning, "My learning", the questions after completion, and
// the workspace's rosters, attendance and waiting lists.
//
// Handlers decode, call one use case and render one component. Every form posts,
// redirects and leaves a notice; a form that is refused comes back as it was
// filled in. What is shown to whom is decided by the service alone.
package registrationweb
