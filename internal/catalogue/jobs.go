package catalogue

import "learningcommons.dev/commons/internal/platform/jobs"

// Register has nothing to register: what the catalogue does outside requests must happen in every
// process, not in one of them, and is StartIndex. It is here so that all areas are wired alike.
func (s *Service) Register(*jobs.Queue) {}
