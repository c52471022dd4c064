-- Articles, passages, the lexical index, saved answers and the library's own record.

CREATE TABLE articles (
    id TEXT PRIMARY KEY,
    collection TEXT NOT NULL,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    hash TEXT NOT NULL,
    publisher TEXT,
    author TEXT,
    published TEXT,           -- ISO 8601 of the precision that is known
    published_first INTEGER,  -- the days it may mean, as proleptic Gregorian ordinals
    published_last INTEGER,
    language TEXT,
    url TEXT,
    source TEXT,
    provenance TEXT,
    text TEXT NOT NULL        -- last, so that reading metadata does not touch its pages
);
CREATE INDEX articles_by_collection ON articles (collection, id, hash);
CREATE INDEX articles_by_publisher ON articles (publisher);
CREATE INDEX articles_by_date ON articles (published_first, published_last);

CREATE TABLE passages (
    number INTEGER PRIMARY KEY,  -- the row number that the lexical index refers to
    id TEXT NOT NULL UNIQUE,
    article_id TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    ordinal INTEGER NOT NULL,
    start INTEGER NOT NULL,      -- code points into the article's text: text[start:stop]
    stop INTEGER NOT NULL,
    title TEXT NOT NULL,         -- the article's, so that the index can drop a row without its article
    text TEXT NOT NULL
);
-- With the id in it, a filter resolves to passage ids without touching the pages that hold text.
CREATE UNIQUE INDEX passages_by_article ON passages (article_id, ordinal, id);

-- A word counts the same in title and text. Measured on SciFact (809 training claims), nDCG@10 is 0.672
-- without titles, 0.682 at half weight, 0.689 at full and 0.690 at double weight.
CREATE VIRTUAL TABLE passages_fts USING fts5 (
    text, title,
    content = 'passages', content_rowid = 'number',
    tokenize = 'porter unicode61'
);

CREATE TRIGGER passages_inserted AFTER INSERT ON passages BEGIN
    INSERT INTO passages_fts (rowid, text, title) VALUES (new.number, new.text, new.title);
END;
CREATE TRIGGER passages_deleted AFTER DELETE ON passages BEGIN
    INSERT INTO passages_fts (passages_fts, rowid, text, title)
    VALUES ('delete', old.number, old.text, old.title);
END;
CREATE TRIGGER passages_updated AFTER UPDATE ON passages BEGIN
    INSERT INTO passages_fts (passages_fts, rowid, text, title)
    VALUES ('delete', old.number, old.text, old.title);
    INSERT INTO passages_fts (rowid, text, title) VALUES (new.number, new.text, new.title);
END;

CREATE TABLE answers (
    id TEXT PRIMARY KEY,
    created_at TEXT NOT NULL,
    question TEXT NOT NULL,
    json TEXT NOT NULL
);
CREATE INDEX answers_by_date ON answers (created_at);

CREATE TABLE answer_sources (
    answer_id TEXT NOT NULL REFERENCES answers (id) ON DELETE CASCADE,
    article_id TEXT NOT NULL,  -- no reference: an answer outlives its sources, and is then stale
    article_hash TEXT NOT NULL,
    PRIMARY KEY (answer_id, article_id, article_hash)
) WITHOUT ROWID;
CREATE INDEX answer_sources_by_article ON answer_sources (article_id);

CREATE TABLE meta (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;
INSERT INTO meta (key, value) VALUES ('generation', '0');
