-- Addresses of other programs that want to hear of events, and what is on its way to them.
-- +goose Up
CREATE TABLE webhooks (
    id            TEXT PRIMARY KEY,
    name          TEXT NOT NULL,
    address       TEXT NOT NULL,
    -- JSON: names of events.
    events        TEXT NOT NULL,
    -- Only what belongs to this unit; nothing: all units, and what belongs to none.
    unit_id       TEXT REFERENCES units (id),
    -- Whose rights decide what may be sent.
    owner_id      TEXT NOT NULL REFERENCES persons (id),
    -- Kept as it is, because every delivery is signed with it.
    secret        TEXT NOT NULL,
    -- The one before, which signs as well until then.
    old_secret    TEXT NOT NULL DEFAULT '',
    old_until     BIGINT,
    paused        BOOLEAN NOT NULL DEFAULT FALSE,
    -- Deliveries that failed without one that succeeded in between, since when, and until when none is tried.
    failures      INTEGER NOT NULL DEFAULT 0,
    failing_since BIGINT,
    rest_until    BIGINT,
    -- Which run is sending, and until when it may be believed to be alive.
    lease         TEXT NOT NULL DEFAULT '',
    leased_until  BIGINT,
    -- When the next run is planned.
    wake_at       BIGINT,
    created_at    BIGINT NOT NULL,
    updated_at    BIGINT NOT NULL
);

CREATE TABLE webhook_deliveries (
    id         TEXT PRIMARY KEY,
    webhook_id TEXT NOT NULL REFERENCES webhooks (id) ON DELETE CASCADE,
    -- Sorts as the events were written. Of one object a later one waits for the earlier.
    seq        TEXT NOT NULL,
    event      TEXT NOT NULL,
    object     TEXT NOT NULL,
    unit_id    TEXT,
    body       TEXT NOT NULL,
    state      TEXT NOT NULL CHECK (state IN ('waiting', 'delivered', 'dead', 'withheld')),
    attempts   INTEGER NOT NULL DEFAULT 0,
    next_at    BIGINT NOT NULL,
    -- When its three days began: when it was made, or sent again by hand.
    begun_at   BIGINT NOT NULL,
    tried_at   BIGINT,
    -- The last answer: its status, 0 for none, and its beginning or what went wrong.
    status     INTEGER NOT NULL DEFAULT 0,
    answer     TEXT NOT NULL DEFAULT '',
    created_at BIGINT NOT NULL
);
CREATE INDEX webhook_deliveries_list ON webhook_deliveries (webhook_id, created_at, id);
CREATE INDEX webhook_deliveries_waiting ON webhook_deliveries (webhook_id, seq) WHERE state = 'waiting';
CREATE INDEX webhook_deliveries_object ON webhook_deliveries (webhook_id, object, seq) WHERE state = 'waiting';
