-- What devices tell of themselves. A row is a month of one quantity: for each of 31 days three 32-bit floats (little
-- endian), the lowest value, the 95th percentile and the highest; NaN where nothing was measured.

CREATE TABLE telemetry (
    device_id TEXT NOT NULL REFERENCES device (id),
    metric    TEXT NOT NULL,
    month     INTEGER NOT NULL, -- 202611
    days      BLOB NOT NULL,
    peak      REAL NOT NULL,    -- the highest of the 95th percentiles
    measured  INTEGER NOT NULL, -- on how many days
    PRIMARY KEY (device_id, metric, month)
) STRICT, WITHOUT ROWID;

-- What is installed and how it is set up, as it was seen on a day.
CREATE TABLE device_snapshot (
    device_id TEXT NOT NULL REFERENCES device (id),
    day       TEXT NOT NULL,
    data      TEXT NOT NULL, -- JSON of report::telemetry::Snapshot
    PRIMARY KEY (device_id, day)
) STRICT, WITHOUT ROWID;
