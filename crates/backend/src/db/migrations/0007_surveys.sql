-- Satisfaction surveys with what comes of them, and the e-mails that wait to be sent.

CREATE TABLE survey (
    id              TEXT PRIMARY KEY,
    sr              TEXT NOT NULL REFERENCES ticket (sr),
    organisation_id TEXT NOT NULL REFERENCES organisation (id),
    respondent_id   TEXT NOT NULL REFERENCES person (id),
    closed          INTEGER NOT NULL, -- when the service ended
    expires         INTEGER NOT NULL,
    answer          TEXT              -- JSON of contract::survey::GivenAnswer; NULL without an answer
) STRICT;
CREATE INDEX survey_of_ticket ON survey (sr, closed);
CREATE INDEX survey_of_respondent ON survey (respondent_id, closed);
CREATE INDEX survey_of_organisation ON survey (organisation_id, closed);

-- The tokens by which surveys are opened: one for each e-mail, as nobody can say whether a try to send it arrived.
CREATE TABLE survey_token (
    hash      BLOB PRIMARY KEY, -- SHA-256; the token itself is in the e-mail only
    survey_id TEXT NOT NULL REFERENCES survey (id)
) STRICT, WITHOUT ROWID;

-- What low marks lead to.
CREATE TABLE follow_up (
    id          TEXT PRIMARY KEY,
    survey_id   TEXT NOT NULL UNIQUE REFERENCES survey (id),
    opened      INTEGER NOT NULL,
    due         INTEGER NOT NULL,
    -- Set together, once the customer was told what came of it.
    answered    INTEGER,
    answered_by TEXT,
    answer      TEXT -- JSON of contract::Prose
) STRICT;
CREATE INDEX follow_up_open ON follow_up (due) WHERE answered IS NULL;

-- E-mails that are not sent yet; what was sent is gone from here.
CREATE TABLE mail (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    local_id TEXT NOT NULL UNIQUE, -- the Message-ID before its @: every try is the same e-mail
    letter   TEXT NOT NULL,        -- JSON of mail::letter
    queued   INTEGER NOT NULL,
    -- queued; sending: handed to the other side, whose answer isn't known yet; failed: given up.
    state    TEXT NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'sending', 'failed')),
    tries    INTEGER NOT NULL DEFAULT 0,
    next_try INTEGER NOT NULL
) STRICT;
CREATE INDEX mail_to_send ON mail (next_try) WHERE state = 'queued';

-- The kinds of e-mails that a person doesn't want.
CREATE TABLE unwanted_mail (
    person_id TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    kind      TEXT NOT NULL,
    PRIMARY KEY (person_id, kind)
) STRICT, WITHOUT ROWID;
