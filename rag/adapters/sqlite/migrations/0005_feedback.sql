-- What readers say of answers, and an index from which lists of articles are read.

CREATE TABLE feedback (
    answer_id TEXT NOT NULL REFERENCES answers (id) ON DELETE CASCADE,
    reader TEXT NOT NULL,     -- the key's name or the address from which it came: one opinion each
    opinion TEXT NOT NULL CHECK (opinion IN ('up', 'down')),
    reason TEXT,
    given_at TEXT NOT NULL,
    PRIMARY KEY (answer_id, reader)
) WITHOUT ROWID;

-- All that lists are narrowed and sorted by, so that a page reads no more rows than it shows: rows hold texts.
CREATE INDEX articles_by_title ON articles (
    title COLLATE NOCASE, publisher, url, kind, status, collection, published_last, published_first, id
);
