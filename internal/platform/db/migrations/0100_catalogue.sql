-- A source may have an address, from which its offers are fetched on a schedule; what each run brought is kept.
-- +goose Up
ALTER TABLE sources ADD COLUMN address TEXT NOT NULL DEFAULT '';
ALTER TABLE sources ADD COLUMN owner_id TEXT REFERENCES persons (id);
ALTER TABLE sources ADD COLUMN schedule TEXT NOT NULL DEFAULT 'hand';
ALTER TABLE sources ADD COLUMN offer_kind TEXT NOT NULL DEFAULT '';
ALTER TABLE sources ADD COLUMN publish BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE sources ADD COLUMN paused BOOLEAN NOT NULL DEFAULT FALSE;
-- What the last good answer said of itself, so that the next one may say that nothing is new.
ALTER TABLE sources ADD COLUMN etag TEXT NOT NULL DEFAULT '';
ALTER TABLE sources ADD COLUMN last_modified TEXT NOT NULL DEFAULT '';
-- Health: runs without a good one since, and what was wrong in words. asks says that a person has to decide about the last answer.
ALTER TABLE sources ADD COLUMN last_good BIGINT;
ALTER TABLE sources ADD COLUMN next_run BIGINT;
ALTER TABLE sources ADD COLUMN failures INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sources ADD COLUMN trouble TEXT NOT NULL DEFAULT '';
ALTER TABLE sources ADD COLUMN asks BOOLEAN NOT NULL DEFAULT FALSE;
-- The turn of the run that is planned: work of an earlier turn that still waits is passed over. claimed_until keeps two runs apart.
ALTER TABLE sources ADD COLUMN turn INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sources ADD COLUMN claimed_until BIGINT;
ALTER TABLE sources ADD COLUMN updated_at BIGINT NOT NULL DEFAULT 0;
CREATE INDEX sources_unit ON sources (unit_id);

CREATE TABLE source_runs (
    id         TEXT PRIMARY KEY,
    source_id  TEXT NOT NULL REFERENCES sources (id),
    started_at BIGINT NOT NULL,
    ended_at   BIGINT NOT NULL,
    -- applied; same: nothing new was there; asked: a person has to decide; failed.
    outcome    TEXT NOT NULL CHECK (outcome IN ('applied', 'same', 'asked', 'failed')),
    trouble    TEXT NOT NULL DEFAULT '',
    cancelled  INTEGER NOT NULL DEFAULT 0,
    gone       INTEGER NOT NULL DEFAULT 0,
    -- The import's report as JSON, its unchanged rows left out.
    report     TEXT NOT NULL DEFAULT '{}',
    by_id      TEXT REFERENCES persons (id)
);
CREATE INDEX source_runs_source ON source_runs (source_id, started_at);
