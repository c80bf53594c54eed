-- What customers own and what was promised for it. Times are milliseconds since 1970 UTC; days are text, 2028-03-31.

CREATE TABLE policy (
    id   TEXT PRIMARY KEY,
    data TEXT NOT NULL -- JSON of sla::policy
) STRICT;

CREATE TABLE contract (
    id              TEXT PRIMARY KEY,
    organisation_id TEXT NOT NULL REFERENCES organisation (id),
    policy_id       TEXT NOT NULL REFERENCES policy (id),
    number          TEXT NOT NULL UNIQUE,
    plan            TEXT NOT NULL, -- JSON: wording by language
    hours           TEXT NOT NULL, -- JSON: wording by language
    calendar        TEXT NOT NULL, -- JSON of sla::calendar, with its time zone
    time_zone       TEXT NOT NULL,
    valid_from      TEXT NOT NULL,
    valid_to        TEXT NOT NULL
) STRICT;
CREATE INDEX contract_of_organisation ON contract (organisation_id, number);

CREATE TABLE site (
    id              TEXT PRIMARY KEY,
    organisation_id TEXT NOT NULL REFERENCES organisation (id),
    name            TEXT NOT NULL,
    city            TEXT NOT NULL,
    address         TEXT,
    time_zone       TEXT NOT NULL
) STRICT;
CREATE INDEX site_of_organisation ON site (organisation_id, name);

-- Who meets the field engineer there, and therefore sees the site's tickets.
CREATE TABLE site_contact (
    person_id TEXT NOT NULL REFERENCES person (id),
    site_id   TEXT NOT NULL REFERENCES site (id),
    PRIMARY KEY (person_id, site_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX contact_of_site ON site_contact (site_id);

-- Cities with a depot of spare parts: they decide between same-city and other-city promises.
CREATE TABLE depot (
    city TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;

CREATE TABLE device (
    id                  TEXT PRIMARY KEY,
    organisation_id     TEXT NOT NULL REFERENCES organisation (id),
    site_id             TEXT REFERENCES site (id),
    contract_id         TEXT REFERENCES contract (id),
    name                TEXT NOT NULL,
    model               TEXT NOT NULL,
    serial_number       TEXT NOT NULL UNIQUE COLLATE NOCASE,
    firmware            TEXT,
    warranty_end        TEXT,
    end_of_life         TEXT,
    end_of_service_life TEXT,
    health_grade        TEXT
) STRICT;
CREATE INDEX device_of_organisation ON device (organisation_id, name, id);

CREATE TABLE engineer (
    id               TEXT PRIMARY KEY,
    name             TEXT NOT NULL,
    tier             TEXT NOT NULL,
    certificates     TEXT NOT NULL DEFAULT '[]', -- JSON list
    experience_years INTEGER,
    languages        TEXT NOT NULL DEFAULT '[]'  -- JSON list
) STRICT;

CREATE TABLE request_kind (
    ticket_type TEXT PRIMARY KEY,
    position    INTEGER NOT NULL UNIQUE,
    data        TEXT NOT NULL -- JSON of contract::catalogue::RequestKind
) STRICT;

CREATE TABLE channel (
    name     TEXT PRIMARY KEY,
    position INTEGER NOT NULL UNIQUE
) STRICT;
