-- The dates without a free seat, which a server looks for twice a second: without reading all that have a limit.
-- +goose Up
DROP INDEX occurrences_limited;
CREATE INDEX occurrences_full ON occurrences (ends_at, id, offer_id) WHERE status = 'scheduled' AND capacity > 0 AND taken >= capacity;
