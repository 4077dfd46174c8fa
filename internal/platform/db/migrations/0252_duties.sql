-- An agreement waits until somebody who looks after the organisation confirms it, and says who may see by it.
-- +goose Up
ALTER TABLE duty_agreements ADD COLUMN confirmed_at BIGINT;
ALTER TABLE duty_agreements ADD COLUMN confirmed_by TEXT;
-- Who ended it: the person, or who looks after the organisation.
ALTER TABLE duty_agreements ADD COLUMN ended_by TEXT;
-- The organisation that was agreed to, and those that it was part of on that day: nobody else's coordinators see by it.
CREATE TABLE duty_agreement_sights (
    agreement_id    TEXT NOT NULL REFERENCES duty_agreements (id),
    organisation_id TEXT NOT NULL REFERENCES organisations (id),
    PRIMARY KEY (agreement_id, organisation_id)
);
-- Agreements of before were counted without asking, and stay so.
UPDATE duty_agreements SET confirmed_at = agreed_at WHERE ended_at IS NULL;
INSERT INTO duty_agreement_sights (agreement_id, organisation_id)
    WITH RECURSIVE up (agreement_id, organisation_id) AS (
        SELECT id, organisation_id FROM duty_agreements WHERE ended_at IS NULL
        UNION SELECT up.agreement_id, o.parent_id FROM up JOIN organisations o ON o.id = up.organisation_id WHERE o.parent_id IS NOT NULL)
    SELECT agreement_id, organisation_id FROM up;
