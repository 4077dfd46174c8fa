-- Frameworks that somebody threw away before they were ever published. What the product brings does not come back by itself.
-- +goose Up
CREATE TABLE framework_discards (
    framework_id TEXT PRIMARY KEY,
    title        TEXT NOT NULL,
    discarded_by TEXT,
    discarded_at BIGINT NOT NULL
);
