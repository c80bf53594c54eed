-- Reports with their findings, and news that live streams tell besides those of tickets.

CREATE TABLE report (
    id              TEXT PRIMARY KEY,
    organisation_id TEXT NOT NULL REFERENCES organisation (id),
    kind            TEXT NOT NULL,
    -- What it is about: reports of one kind about the same are compared with each other.
    subject         TEXT NOT NULL,
    previous_id     TEXT REFERENCES report (id),
    period_from     TEXT NOT NULL,
    period_to       TEXT NOT NULL,
    -- NULL while it is being made.
    published       INTEGER,
    progress        INTEGER NOT NULL DEFAULT 0, -- percent
    grade           TEXT,
    ticket_sr       TEXT REFERENCES ticket (sr),
    search          TEXT NOT NULL, -- what the list's search looks in, lower case
    data            TEXT NOT NULL  -- JSON of contract::report::Report, without findings
) STRICT;
CREATE INDEX report_in_lists ON report (organisation_id, published, id);
CREATE INDEX report_of_subject ON report (organisation_id, kind, subject, published);
CREATE INDEX report_before ON report (previous_id);

CREATE TABLE report_device (
    report_id TEXT NOT NULL REFERENCES report (id),
    device_id TEXT NOT NULL REFERENCES device (id),
    PRIMARY KEY (report_id, device_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX report_about_device ON report_device (device_id);

CREATE TABLE finding (
    report_id      TEXT NOT NULL REFERENCES report (id),
    position       INTEGER NOT NULL, -- 1, 2, 3 … in each report, the gravest first
    version        INTEGER NOT NULL,
    key            TEXT NOT NULL,    -- the same in later reports, as long as it isn't resolved
    measured       REAL,             -- what a worse one is told by
    area           TEXT NOT NULL,
    grade          TEXT NOT NULL,
    change         TEXT NOT NULL,
    device_id      TEXT REFERENCES device (id),
    ticket_sr      TEXT REFERENCES ticket (sr),
    accepted_by    TEXT,
    accepted_at    INTEGER,
    accepted_until TEXT,
    reason         TEXT,             -- JSON: why it was accepted
    search         TEXT NOT NULL,    -- lower case
    data           TEXT NOT NULL,    -- JSON of report::store::Told
    PRIMARY KEY (report_id, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX finding_of_ticket ON finding (ticket_sr) WHERE ticket_sr IS NOT NULL;

-- The last number that was given to a report.
CREATE TABLE report_number (
    last INTEGER NOT NULL
) STRICT;
INSERT INTO report_number VALUES (0);

-- News that isn't about tickets. Its ids are of the same sequence as those of `event`.
CREATE TABLE news (
    id              INTEGER PRIMARY KEY,
    organisation_id TEXT NOT NULL REFERENCES organisation (id),
    -- Whom it is for; NULL: all of the organisation.
    person_id       TEXT REFERENCES person (id) ON DELETE CASCADE,
    data            TEXT NOT NULL -- JSON of contract::live::News
) STRICT;
