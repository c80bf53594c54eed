-- Reports as files: made when they are first asked for, or given by the desk (signed ones).

CREATE TABLE document (
    report_id TEXT NOT NULL REFERENCES report (id),
    format    TEXT NOT NULL,    -- pdf, csv
    language  TEXT NOT NULL,    -- BCP 47
    file      TEXT NOT NULL,    -- its name in the folder of uploads
    size      INTEGER NOT NULL, -- bytes
    sha256    TEXT NOT NULL,
    made      INTEGER NOT NULL,
    PRIMARY KEY (report_id, format, language)
) STRICT, WITHOUT ROWID;
