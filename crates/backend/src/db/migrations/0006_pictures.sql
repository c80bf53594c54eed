-- Pictures of articles. They are small and are read whole, and what belongs to an article goes with it.

CREATE TABLE article_picture (
    article_id TEXT NOT NULL REFERENCES article (id) ON DELETE CASCADE,
    name       TEXT NOT NULL,
    media_type TEXT NOT NULL,
    sha256     TEXT NOT NULL, -- lower-case hexadecimal
    content    BLOB NOT NULL,
    PRIMARY KEY (article_id, name)
) STRICT;
