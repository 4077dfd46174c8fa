-- Self-assessment: what roles ask for, what people want to reach, what was said of where they stand and who may see it.
-- +goose Up
CREATE TABLE profiles (
    id         TEXT PRIMARY KEY,
    -- What stands in addresses.
    key        TEXT NOT NULL UNIQUE,
    created_at BIGINT NOT NULL,
    -- When nobody could choose it any more.
    retired_at BIGINT
);
-- What a role asks for; each change is a further version.
CREATE TABLE profile_versions (
    id         TEXT PRIMARY KEY,
    profile_id TEXT NOT NULL REFERENCES profiles (id),
    number     INTEGER NOT NULL CHECK (number > 0),
    title      TEXT NOT NULL,
    summary    TEXT NOT NULL DEFAULT '',
    -- JSON: sentences about the work; keys of profiles that people come from or go to.
    work       TEXT NOT NULL DEFAULT '[]',
    related    TEXT NOT NULL DEFAULT '[]',
    made_by    TEXT,
    made_at    BIGINT NOT NULL,
    UNIQUE (profile_id, number)
);
CREATE TABLE profile_items (
    version_id           TEXT NOT NULL REFERENCES profile_versions (id),
    competency_id        TEXT NOT NULL REFERENCES competencies (id),
    framework_id         TEXT NOT NULL REFERENCES frameworks (id),
    framework_version_id TEXT NOT NULL REFERENCES framework_versions (id),
    level                TEXT NOT NULL,
    rank                 INTEGER NOT NULL CHECK (rank > 0),
    weight               INTEGER NOT NULL CHECK (weight BETWEEN 1 AND 3),
    why                  TEXT NOT NULL DEFAULT '',
    position             INTEGER NOT NULL,
    PRIMARY KEY (version_id, competency_id)
);
-- What one person wants to reach; it keeps the version that it was made from.
CREATE TABLE targets (
    id                   TEXT PRIMARY KEY,
    person_id            TEXT NOT NULL REFERENCES persons (id),
    kind                 TEXT NOT NULL CHECK (kind IN ('profile', 'framework', 'advert')),
    title                TEXT NOT NULL,
    profile_version_id   TEXT REFERENCES profile_versions (id),
    framework_version_id TEXT REFERENCES framework_versions (id),
    made_at              BIGINT NOT NULL,
    ended_at             BIGINT
);
CREATE INDEX targets_person ON targets (person_id, made_at);
CREATE TABLE target_items (
    target_id            TEXT NOT NULL REFERENCES targets (id),
    competency_id        TEXT NOT NULL REFERENCES competencies (id),
    framework_id         TEXT NOT NULL REFERENCES frameworks (id),
    framework_version_id TEXT NOT NULL REFERENCES framework_versions (id),
    level                TEXT NOT NULL,
    rank                 INTEGER NOT NULL CHECK (rank > 0),
    weight               INTEGER NOT NULL CHECK (weight BETWEEN 1 AND 3),
    why                  TEXT NOT NULL DEFAULT '',
    position             INTEGER NOT NULL,
    PRIMARY KEY (target_id, competency_id)
);
-- One time through the questions of a target.
CREATE TABLE assessment_rounds (
    id          TEXT PRIMARY KEY,
    target_id   TEXT NOT NULL REFERENCES targets (id),
    number      INTEGER NOT NULL CHECK (number > 0),
    most        INTEGER NOT NULL CHECK (most > 0),
    begun_at    BIGINT NOT NULL,
    finished_at BIGINT,
    UNIQUE (target_id, number)
);
-- Who was asked what they see, or may read what the person lets them read.
CREATE TABLE invitations (
    id              TEXT PRIMARY KEY,
    person_id       TEXT NOT NULL REFERENCES persons (id),
    target_id       TEXT NOT NULL REFERENCES targets (id),
    voice           TEXT NOT NULL CHECK (voice IN ('peer', 'mentor', 'supervisor', 'reader')),
    name            TEXT NOT NULL,
    address         TEXT NOT NULL,
    address_key     TEXT NOT NULL,
    message         TEXT NOT NULL DEFAULT '',
    sees_map        BOOLEAN NOT NULL DEFAULT FALSE,
    sees_answers    BOOLEAN NOT NULL DEFAULT FALSE,
    sees_reflection BOOLEAN NOT NULL DEFAULT FALSE,
    language        TEXT NOT NULL DEFAULT '',
    made_at         BIGINT NOT NULL,
    expires_at      BIGINT NOT NULL,
    sent_at         BIGINT,
    answered_at     BIGINT,
    ended_at        BIGINT
);
CREATE INDEX invitations_person ON invitations (person_id, made_at);
CREATE INDEX invitations_target ON invitations (target_id);
CREATE INDEX invitations_address ON invitations (address_key);
-- A letter that is sent again has a link of its own, so there may be several.
CREATE TABLE invitation_tokens (
    token_hash    TEXT PRIMARY KEY,
    invitation_id TEXT NOT NULL REFERENCES invitations (id),
    made_at       BIGINT NOT NULL
);
CREATE INDEX invitation_tokens_invitation ON invitation_tokens (invitation_id);
-- What somebody said of one competency of a person.
CREATE TABLE assessment_answers (
    id                   TEXT PRIMARY KEY,
    person_id            TEXT NOT NULL REFERENCES persons (id),
    round_id             TEXT REFERENCES assessment_rounds (id),
    invitation_id        TEXT REFERENCES invitations (id),
    voice                TEXT NOT NULL CHECK (voice IN ('self', 'peer', 'mentor', 'supervisor')),
    competency_id        TEXT NOT NULL REFERENCES competencies (id),
    -- The version whose statements were shown.
    framework_version_id TEXT NOT NULL REFERENCES framework_versions (id),
    said                 TEXT NOT NULL CHECK (said IN ('level', 'none', 'skipped', 'outside')),
    level                TEXT NOT NULL DEFAULT '',
    rank                 INTEGER NOT NULL DEFAULT 0,
    contests             BOOLEAN NOT NULL DEFAULT FALSE,
    said_by              TEXT,
    said_at              BIGINT NOT NULL,
    CHECK ((said = 'level') = (rank > 0)),
    CHECK ((voice = 'self') = (invitation_id IS NULL))
);
CREATE INDEX assessment_answers_person ON assessment_answers (person_id, said_at);
CREATE INDEX assessment_answers_round ON assessment_answers (round_id);
CREATE INDEX assessment_answers_invitation ON assessment_answers (invitation_id);
-- What entries of the record show. It follows the record and the alignments of offers.
CREATE TABLE assessment_proofs (
    entry_id      TEXT NOT NULL REFERENCES entries (id),
    competency_id TEXT NOT NULL REFERENCES competencies (id),
    person_id     TEXT NOT NULL REFERENCES persons (id),
    level         TEXT NOT NULL,
    rank          INTEGER NOT NULL CHECK (rank > 0),
    title         TEXT NOT NULL,
    ended_on      TEXT NOT NULL,
    added_at      BIGINT NOT NULL,
    PRIMARY KEY (entry_id, competency_id)
);
CREATE INDEX assessment_proofs_person ON assessment_proofs (person_id);
CREATE TABLE snapshots (
    id          TEXT PRIMARY KEY,
    person_id   TEXT NOT NULL REFERENCES persons (id),
    target_id   TEXT NOT NULL REFERENCES targets (id),
    why         TEXT NOT NULL CHECK (why IN ('finished', 'asked', 'record')),
    taken_at    BIGINT NOT NULL,
    met         INTEGER NOT NULL,
    gaps        INTEGER NOT NULL,
    likely_met  INTEGER NOT NULL,
    likely_gaps INTEGER NOT NULL,
    unasked     INTEGER NOT NULL,
    outside     INTEGER NOT NULL
);
CREATE INDEX snapshots_person ON snapshots (person_id, taken_at);
CREATE INDEX snapshots_target ON snapshots (target_id, taken_at);
CREATE TABLE snapshot_lines (
    snapshot_id   TEXT NOT NULL REFERENCES snapshots (id),
    competency_id TEXT NOT NULL REFERENCES competencies (id),
    framework_id  TEXT NOT NULL REFERENCES frameworks (id),
    position      INTEGER NOT NULL,
    wanted        TEXT NOT NULL,
    wanted_rank   INTEGER NOT NULL,
    weight        INTEGER NOT NULL,
    level         TEXT NOT NULL DEFAULT '',
    rank          INTEGER NOT NULL DEFAULT 0,
    basis         TEXT NOT NULL DEFAULT '',
    state         TEXT NOT NULL,
    PRIMARY KEY (snapshot_id, competency_id)
);
-- Who looked, and at what.
CREATE TABLE assessment_looks (
    id            TEXT PRIMARY KEY,
    person_id     TEXT NOT NULL REFERENCES persons (id),
    invitation_id TEXT NOT NULL REFERENCES invitations (id),
    what          TEXT NOT NULL,
    viewer_id     TEXT,
    at            BIGINT NOT NULL
);
CREATE INDEX assessment_looks_person ON assessment_looks (person_id, at);
CREATE INDEX assessment_looks_invitation ON assessment_looks (invitation_id, at);
CREATE TABLE goals (
    id            TEXT PRIMARY KEY,
    person_id     TEXT NOT NULL REFERENCES persons (id),
    competency_id TEXT REFERENCES competencies (id),
    says          TEXT NOT NULL,
    reason        TEXT NOT NULL DEFAULT '',
    term          TEXT NOT NULL CHECK (term IN ('short', 'long')),
    review_on     TEXT NOT NULL,
    state         TEXT NOT NULL CHECK (state IN ('open', 'reached', 'dropped')),
    -- The review date of which a letter was sent.
    reminded_on   TEXT NOT NULL DEFAULT '',
    made_at       BIGINT NOT NULL,
    updated_at    BIGINT NOT NULL
);
CREATE INDEX goals_person ON goals (person_id, made_at);
CREATE INDEX goals_review ON goals (review_on) WHERE state = 'open';
-- What somebody wrote about their values, interests and preferences, and freely.
CREATE TABLE reflections (
    id        TEXT PRIMARY KEY,
    person_id TEXT NOT NULL REFERENCES persons (id),
    part      TEXT NOT NULL CHECK (part IN ('values', 'interests', 'preferences', 'reflection')),
    says      TEXT NOT NULL,
    said_at   BIGINT NOT NULL
);
CREATE INDEX reflections_person ON reflections (person_id, part, said_at);
-- A group of people whose before and after staff see as numbers.
CREATE TABLE cohorts (
    id                 TEXT PRIMARY KEY,
    title              TEXT NOT NULL,
    profile_version_id TEXT NOT NULL REFERENCES profile_versions (id),
    made_by            TEXT,
    made_at            BIGINT NOT NULL,
    ended_at           BIGINT
);
CREATE TABLE cohort_members (
    cohort_id  TEXT NOT NULL REFERENCES cohorts (id),
    person_id  TEXT NOT NULL REFERENCES persons (id),
    added_at   BIGINT NOT NULL,
    joined_at  BIGINT,
    left_at    BIGINT,
    target_id  TEXT REFERENCES targets (id),
    before_id  TEXT REFERENCES snapshots (id),
    after_id   TEXT REFERENCES snapshots (id),
    -- Numbers are shown of whole fives only; this says in which one somebody counts.
    five       INTEGER,
    PRIMARY KEY (cohort_id, person_id)
);
CREATE INDEX cohort_members_person ON cohort_members (person_id);
CREATE INDEX cohort_members_target ON cohort_members (target_id);
