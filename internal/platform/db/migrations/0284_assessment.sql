-- What an entry proves stands under the entry's own person, so that it goes with them when a merge is undone.
-- +goose Up
UPDATE assessment_proofs SET person_id = (SELECT e.person_id FROM entries e WHERE e.id = assessment_proofs.entry_id);
-- What those who were merged before have completed comes into their map, once.
INSERT INTO outbox (id, kind, payload, created_at) SELECT alias_id, 'job:assessment.prove-record', '{"PersonID":"' || person_id || '"}', created_at FROM person_aliases;
