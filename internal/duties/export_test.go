package duties

import "testing"

// SmallChunks has few looked at in each job until the test ends.
func SmallChunks(t *testing.T) {
	chunk, jobs := lookChunk, chunksPerJob
	lookChunk, chunksPerJob = 2, 1
	t.Cleanup(func() { lookChunk, chunksPerJob = chunk, jobs })
}
