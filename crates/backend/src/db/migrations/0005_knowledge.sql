-- The knowledge base. Days are text, 2028-03-31; times are milliseconds since 1970 UTC.

CREATE TABLE article_category (
    id       TEXT PRIMARY KEY,
    position INTEGER NOT NULL UNIQUE,
    data     TEXT NOT NULL -- JSON of contract::knowledge::Category
) STRICT;

CREATE TABLE product (
    id       TEXT PRIMARY KEY,
    position INTEGER NOT NULL UNIQUE,
    name     TEXT NOT NULL -- JSON: wording by language
) STRICT;

-- Which models of devices are the product.
CREATE TABLE product_model (
    model      TEXT PRIMARY KEY,
    product_id TEXT NOT NULL REFERENCES product (id)
) STRICT, WITHOUT ROWID;

CREATE TABLE article (
    id          TEXT PRIMARY KEY,
    kind        TEXT NOT NULL,
    category_id TEXT NOT NULL REFERENCES article_category (id),
    versions    TEXT,
    error_codes TEXT NOT NULL, -- JSON list
    related     TEXT NOT NULL, -- JSON list of ids, also of articles that don't exist (yet)
    published   TEXT NOT NULL,
    -- Whether only the companies of article_audience may read it.
    restricted  INTEGER NOT NULL
) STRICT;
CREATE INDEX article_of_category ON article (category_id);

CREATE TABLE article_audience (
    article_id      TEXT NOT NULL REFERENCES article (id) ON DELETE CASCADE,
    organisation_id TEXT NOT NULL REFERENCES organisation (id),
    PRIMARY KEY (article_id, organisation_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE article_product (
    article_id TEXT NOT NULL REFERENCES article (id) ON DELETE CASCADE,
    position   INTEGER NOT NULL,
    product_id TEXT NOT NULL REFERENCES product (id),
    PRIMARY KEY (article_id, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX article_about_product ON article_product (product_id, article_id);

CREATE TABLE article_text (
    id         INTEGER PRIMARY KEY,
    article_id TEXT NOT NULL REFERENCES article (id) ON DELETE CASCADE,
    language   TEXT NOT NULL,
    title      TEXT NOT NULL,
    summary    TEXT NOT NULL,
    markdown   TEXT NOT NULL,
    plain      TEXT NOT NULL, -- what the Markdown says, without its marks
    terms      TEXT NOT NULL DEFAULT '', -- its terms, each once, with a space before and after each
    revision   INTEGER NOT NULL,
    updated    TEXT NOT NULL,
    UNIQUE (article_id, language)
) STRICT;

-- The terms of article_text, by its id: kb::terms has cut, folded and stemmed them, so the tokeniser only splits.
CREATE VIRTUAL TABLE article_index USING fts5 (
    title, keywords, summary, body, content = '', contentless_delete = 1, tokenize = 'ascii'
);
CREATE VIRTUAL TABLE article_term USING fts5vocab (article_index, 'row');

-- The words of the articles that everybody may read, for completing and correcting what is typed.
CREATE TABLE article_word (
    word  TEXT PRIMARY KEY,
    term  TEXT NOT NULL,
    texts INTEGER NOT NULL -- in how many texts it occurs
) STRICT, WITHOUT ROWID;

CREATE TABLE article_vote (
    article_id TEXT NOT NULL REFERENCES article (id) ON DELETE CASCADE,
    person_id  TEXT NOT NULL REFERENCES person (id),
    language   TEXT NOT NULL,
    helpful    TEXT NOT NULL,
    read_at    TEXT NOT NULL,
    reason     TEXT,
    voted      INTEGER NOT NULL,
    PRIMARY KEY (article_id, person_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE article_comment (
    id         INTEGER PRIMARY KEY,
    article_id TEXT NOT NULL REFERENCES article (id) ON DELETE CASCADE,
    person_id  TEXT NOT NULL REFERENCES person (id),
    language   TEXT NOT NULL,
    text       TEXT NOT NULL,
    written    INTEGER NOT NULL
) STRICT;

-- Articles that the desk has linked to a ticket.
CREATE TABLE ticket_article (
    sr         TEXT NOT NULL REFERENCES ticket (sr),
    position   INTEGER NOT NULL,
    article_id TEXT NOT NULL REFERENCES article (id) ON DELETE CASCADE,
    PRIMARY KEY (sr, position)
) STRICT, WITHOUT ROWID;
