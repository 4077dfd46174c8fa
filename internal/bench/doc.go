// Package bench measures the program the way people use it: over HTTP, with a
// trial association of a stated size, every request drawing another query,
// facet, offer and person. It starts the server it measures, and stops by itself.
package bench
