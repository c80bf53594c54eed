-- Early warnings, life cycle, maintenance and releases; what people do with them; the calendar of their dates.

CREATE TABLE notice (
    id              TEXT PRIMARY KEY,
    organisation_id TEXT NOT NULL REFERENCES organisation (id),
    -- What it is about, the same as long as it holds: raised again, it is the same notice.
    key             TEXT NOT NULL,
    kind            TEXT NOT NULL,
    kind_group      TEXT NOT NULL,
    urgency         TEXT NOT NULL,
    published       INTEGER NOT NULL,
    ends            INTEGER, -- when it is over by itself
    settled         INTEGER,
    acknowledged    INTEGER,
    acknowledged_by TEXT,
    data            TEXT NOT NULL -- JSON of notice::Told
) STRICT;
CREATE UNIQUE INDEX notice_that_holds ON notice (organisation_id, key) WHERE settled IS NULL;
CREATE INDEX notice_in_lists ON notice (organisation_id, published, id);

CREATE TABLE notice_device (
    notice_id TEXT NOT NULL REFERENCES notice (id),
    device_id TEXT NOT NULL REFERENCES device (id),
    PRIMARY KEY (notice_id, device_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX notice_of_device ON notice_device (device_id);

CREATE TABLE notice_reader (
    person_id     TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    notice_id     TEXT NOT NULL REFERENCES notice (id),
    read          INTEGER,
    snoozed_until INTEGER,
    PRIMARY KEY (person_id, notice_id)
) STRICT, WITHOUT ROWID;

-- The kinds of which a person doesn't want to be told.
CREATE TABLE unwanted_notice (
    person_id TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    kind      TEXT NOT NULL,
    PRIMARY KEY (person_id, kind)
) STRICT, WITHOUT ROWID;

-- The private address of a person's calendar: it opens these dates and nothing else.
CREATE TABLE calendar_feed (
    person_id TEXT PRIMARY KEY REFERENCES person (id) ON DELETE CASCADE,
    hash      BLOB NOT NULL UNIQUE, -- SHA-256 of its token; the token itself is kept nowhere
    created   INTEGER NOT NULL,
    last_used INTEGER
) STRICT, WITHOUT ROWID;
