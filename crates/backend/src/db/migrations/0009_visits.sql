-- What visitors of a site have to know, and how customers reach the engineer who comes.
ALTER TABLE site ADD COLUMN visitor_rules TEXT NOT NULL DEFAULT '[]'; -- JSON list of contract::Prose
ALTER TABLE engineer ADD COLUMN phone TEXT;
