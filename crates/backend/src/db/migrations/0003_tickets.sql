-- Tickets. `ticket.record` is the current state; the other columns repeat what lists filter, sort and join by, and
-- are written together with it by one function. `event` says how it came to that state and is never changed.

CREATE TABLE ticket (
    sr              TEXT PRIMARY KEY,
    organisation_id TEXT NOT NULL REFERENCES organisation (id),
    requester_id    TEXT NOT NULL REFERENCES person (id),
    device_id       TEXT REFERENCES device (id),
    site_id         TEXT REFERENCES site (id),
    contract_id     TEXT REFERENCES contract (id),
    ticket_type     TEXT NOT NULL,
    channel         TEXT NOT NULL,
    status          TEXT NOT NULL,
    customers_turn  INTEGER NOT NULL,
    severity_rank   INTEGER,
    created         INTEGER NOT NULL,
    changed         INTEGER NOT NULL,
    expected        INTEGER,
    next_deadline   INTEGER, -- when the timers have to look at it again
    search          TEXT NOT NULL, -- what the list's search looks in, lower case
    record          TEXT NOT NULL  -- JSON of ticket::record
) STRICT;
-- Holds all that lists filter and sort by, so that only the rows of the page that is shown are read.
CREATE INDEX ticket_in_lists ON ticket (
    organisation_id, changed, sr, requester_id, device_id, site_id, ticket_type, channel, status, customers_turn,
    severity_rank, created, expected
);
CREATE INDEX ticket_of_device ON ticket (device_id, created);
CREATE INDEX ticket_by_deadline ON ticket (next_deadline) WHERE next_deadline IS NOT NULL;

-- The last service request number that was given.
CREATE TABLE sr_number (
    last INTEGER NOT NULL
) STRICT;
INSERT INTO sr_number VALUES (100000);

CREATE TABLE watcher (
    sr        TEXT NOT NULL REFERENCES ticket (sr),
    person_id TEXT NOT NULL REFERENCES person (id),
    PRIMARY KEY (sr, person_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX watched_by ON watcher (person_id);

-- The history of all tickets, in the order of its commits: it is also the log of the live stream.
CREATE TABLE event (
    id     INTEGER PRIMARY KEY AUTOINCREMENT,
    sr     TEXT NOT NULL REFERENCES ticket (sr),
    number INTEGER NOT NULL, -- 1, 2, 3 … in each ticket
    data   TEXT NOT NULL,    -- JSON of contract::history::Event
    UNIQUE (sr, number)
) STRICT;
CREATE TRIGGER event_is_kept BEFORE UPDATE ON event BEGIN SELECT RAISE (ABORT, 'history is append-only'); END;
CREATE TRIGGER event_stays BEFORE DELETE ON event BEGIN SELECT RAISE (ABORT, 'history is append-only'); END;

-- Complete files of tickets; `id` is also the name of the file in the uploads' folder.
CREATE TABLE attachment (
    id         TEXT PRIMARY KEY,
    sr         TEXT NOT NULL REFERENCES ticket (sr),
    position   INTEGER NOT NULL, -- 1, 2, 3 … in each ticket
    name       TEXT NOT NULL,
    media_type TEXT NOT NULL,
    size       INTEGER NOT NULL,
    sha256     TEXT NOT NULL,
    author     TEXT NOT NULL, -- JSON of contract::history::Actor
    attached   INTEGER NOT NULL,
    UNIQUE (sr, position)
) STRICT;

-- What the vendor's people write to each other. Only the desk reads this table.
CREATE TABLE note (
    id      INTEGER PRIMARY KEY,
    sr      TEXT NOT NULL REFERENCES ticket (sr),
    author  TEXT NOT NULL,
    written INTEGER NOT NULL,
    text    TEXT NOT NULL
) STRICT;
CREATE INDEX note_of_ticket ON note (sr, id);
