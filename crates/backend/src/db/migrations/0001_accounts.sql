-- Customers, their people and sessions; what calls have in common: idempotency, uploads.
-- Times are whole milliseconds since 1970; ids are opaque.

CREATE TABLE organisation (
    id        TEXT PRIMARY KEY,
    name      TEXT NOT NULL,
    -- The customer success or account manager, where there is one.
    csm_name  TEXT,
    csm_phone TEXT,
    csm_email TEXT
) STRICT;

CREATE TABLE person (
    id              TEXT PRIMARY KEY,
    organisation_id TEXT NOT NULL REFERENCES organisation (id),
    user_name       TEXT NOT NULL UNIQUE COLLATE NOCASE,
    -- argon2id, as a PHC string.
    password_hash   TEXT NOT NULL,
    name            TEXT NOT NULL,
    email           TEXT NOT NULL,
    phone           TEXT,
    language        TEXT,
    role            TEXT NOT NULL
) STRICT;
CREATE INDEX person_by_organisation ON person (organisation_id);

-- The vendor's telephone: one row.
CREATE TABLE hotline (
    id       INTEGER PRIMARY KEY CHECK (id = 1),
    number   TEXT NOT NULL,
    -- JSON: Localized.
    hours    TEXT NOT NULL,
    -- JSON: the calendar of its hours.
    calendar TEXT NOT NULL
) STRICT;

CREATE TABLE session (
    id             TEXT PRIMARY KEY,
    person_id      TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    -- SHA-256 of the secret in the cookie; the secret itself is kept nowhere.
    secret_hash    BLOB NOT NULL UNIQUE,
    -- The one before, which requests under way at the rotation still carry.
    previous_hash  BLOB UNIQUE,
    -- Until when the one before is taken; NULL as long as the new one hasn't been seen.
    previous_until INTEGER,
    created        INTEGER NOT NULL,
    rotated        INTEGER NOT NULL,
    last_used      INTEGER NOT NULL,
    user_agent     TEXT NOT NULL
) STRICT;
CREATE INDEX session_by_person ON session (person_id);

CREATE TABLE idempotency (
    person_id TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    key       TEXT NOT NULL,
    -- SHA-256 of what was asked: method, path and body.
    print     BLOB NOT NULL,
    status    INTEGER NOT NULL,
    -- JSON: pairs of name and value.
    headers   TEXT NOT NULL,
    body      BLOB NOT NULL,
    created   INTEGER NOT NULL,
    PRIMARY KEY (person_id, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX idempotency_by_age ON idempotency (created);

CREATE TABLE upload (
    id              TEXT PRIMARY KEY,
    person_id       TEXT NOT NULL REFERENCES person (id),
    organisation_id TEXT NOT NULL REFERENCES organisation (id),
    name            TEXT NOT NULL,
    size            INTEGER NOT NULL,
    -- How many bytes are safely on the disk.
    offset          INTEGER NOT NULL DEFAULT 0,
    created         INTEGER NOT NULL,
    -- Set together, once complete and checked; the media type follows from the content, the digest is hexadecimal.
    completed       INTEGER,
    media_type      TEXT,
    sha256          TEXT,
    -- What it was bound to, perhaps before it was complete.
    ticket_sr       TEXT
) STRICT;
CREATE INDEX upload_loose ON upload (created) WHERE completed IS NULL OR ticket_sr IS NULL;
CREATE INDEX upload_by_ticket ON upload (ticket_sr) WHERE ticket_sr IS NOT NULL;
