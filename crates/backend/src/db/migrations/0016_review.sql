-- Improvements that customer and vendor have agreed.

CREATE TABLE improvement (
    id              TEXT PRIMARY KEY,
    organisation_id TEXT NOT NULL REFERENCES organisation (id),
    version         INTEGER NOT NULL DEFAULT 1,
    agreed          INTEGER NOT NULL,
    title           TEXT NOT NULL, -- JSON of contract::Prose
    measure         TEXT,          -- JSON of contract::Prose
    side            TEXT NOT NULL,
    owner           TEXT NOT NULL,
    due             TEXT NOT NULL,
    state           TEXT NOT NULL DEFAULT 'agreed',
    done            TEXT,
    remarks         TEXT NOT NULL DEFAULT '[]' -- JSON of contract::review::Remark
) STRICT;
CREATE INDEX improvement_of_organisation ON improvement (organisation_id, due);
