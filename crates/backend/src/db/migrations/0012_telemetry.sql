-- What devices tell of themselves. A row is a month of one quantity: for each of 31 days three 32-bit floats (little
-- endian), the lowest value, the 95th percentile and the highest; NaN where nothing was measured.

CREATE TABLE telemetry (
    device_id TEXT NOT NULL REFERENCES device (id),
    month     TEXT NOT NULL, -- 2026-11
    metric    TEXT NOT NULL,
    days      BLOB NOT NULL,
    PRIMARY KEY (device_id, month, metric)
) STRICT, WITHOUT ROWID;

-- What is installed and how it is set up, as it was seen on a day.
CREATE TABLE device_snapshot (
    device_id TEXT NOT NULL REFERENCES device (id),
    day       TEXT NOT NULL,
    data      TEXT NOT NULL, -- JSON of report::telemetry::Snapshot
    PRIMARY KEY (device_id, day)
) STRICT, WITHOUT ROWID;
