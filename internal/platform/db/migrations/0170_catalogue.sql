-- +goose Up
-- Every server asks twice a second which dates to come are full. "taken" stands in no index, so that taking a seat changes none.
CREATE INDEX occurrences_limited ON occurrences (ends_at) WHERE status = 'scheduled' AND capacity > 0;
