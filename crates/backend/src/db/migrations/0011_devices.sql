-- What the vendor's catalogue says of a model; facts of a device follow from it.
CREATE TABLE model (
    name                TEXT PRIMARY KEY,
    family              TEXT,
    firmware            TEXT, -- the recommended version
    end_of_life         TEXT,
    end_of_service_life TEXT,
    successor           TEXT  -- the model that takes its place
) STRICT, WITHOUT ROWID;
INSERT INTO model (name, end_of_life, end_of_service_life)
SELECT model, max(end_of_life), max(end_of_service_life) FROM device GROUP BY model;
ALTER TABLE device DROP COLUMN end_of_life;
ALTER TABLE device DROP COLUMN end_of_service_life;
ALTER TABLE device ADD COLUMN in_service_since TEXT;
CREATE INDEX device_of_model ON device (organisation_id, model);
