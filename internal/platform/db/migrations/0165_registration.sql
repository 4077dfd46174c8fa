-- An offer's own questions after attending, and what was answered.
-- +goose Up
-- The forms of an offer. One of them may be a draft; a published one is never changed, so that answers stay
-- tied to the wording that was asked. The latest published one is asked, and one without questions gives the
-- offer back to the association's three.
CREATE TABLE surveys (
    id           TEXT PRIMARY KEY,
    offer_id     TEXT NOT NULL REFERENCES offers (id),
    number       INTEGER NOT NULL,
    -- JSON: the questions in their order.
    questions    TEXT NOT NULL,
    made_by      TEXT,
    updated_at   BIGINT NOT NULL,
    published_at BIGINT,
    UNIQUE (offer_id, number)
);
CREATE UNIQUE INDEX surveys_draft ON surveys (offer_id) WHERE published_at IS NULL;

-- What was answered, without a name: a random id, the month only, no link to the registration. The occurrence
-- is named from the sixth person on who answers about it, when it leads to nobody any more.
CREATE TABLE survey_answers (
    id            TEXT PRIMARY KEY,
    survey_id     TEXT NOT NULL REFERENCES surveys (id),
    occurrence_id TEXT REFERENCES occurrences (id),
    month         TEXT NOT NULL,
    answers       TEXT NOT NULL
);
CREATE INDEX survey_answers_survey ON survey_answers (survey_id);
