-- What the list's search looks in, lower case: number, title, own number, serial number, description.
CREATE TABLE ticket_text (
    id     INTEGER PRIMARY KEY,
    sr     TEXT NOT NULL UNIQUE REFERENCES ticket (sr),
    search TEXT NOT NULL
) STRICT;

-- Finds any run of three or more characters, which suits Chinese and Japanese as well as parts of serial numbers.
CREATE VIRTUAL TABLE ticket_trigram USING fts5 (search, content = 'ticket_text', content_rowid = 'id', tokenize = 'trigram');
CREATE TRIGGER ticket_text_is_indexed AFTER INSERT ON ticket_text BEGIN
    INSERT INTO ticket_trigram (rowid, search) VALUES (new.id, new.search);
END;
CREATE TRIGGER ticket_text_is_indexed_again AFTER UPDATE ON ticket_text BEGIN
    INSERT INTO ticket_trigram (ticket_trigram, rowid, search) VALUES ('delete', old.id, old.search);
    INSERT INTO ticket_trigram (rowid, search) VALUES (new.id, new.search);
END;

INSERT INTO ticket_text (sr, search) SELECT sr, search FROM ticket;
ALTER TABLE ticket DROP COLUMN search;
