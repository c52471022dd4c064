-- What ingestion remembers: marks, former versions, reprints, sources, quarantine, runs, vectors on their way.

ALTER TABLE articles ADD COLUMN status TEXT;       -- corrected or retracted, by an editor's mark
ALTER TABLE articles ADD COLUMN status_note TEXT;
ALTER TABLE articles ADD COLUMN pages TEXT;        -- JSON: where each page of a paged original begins in the text

CREATE TABLE article_versions (
    article_id TEXT NOT NULL,  -- no reference: answers outlive their sources, and so does this
    hash TEXT NOT NULL,        -- the content that was replaced or removed
    replaced_at TEXT NOT NULL,
    PRIMARY KEY (article_id, hash)
) WITHOUT ROWID;

-- MinHash signatures. Articles whose texts are nearly the same share a cluster: the number of its first member.
CREATE TABLE likenesses (
    number INTEGER PRIMARY KEY,
    article_id TEXT NOT NULL UNIQUE REFERENCES articles (id) ON DELETE CASCADE,
    method TEXT NOT NULL,      -- signatures of different methods cannot be compared
    signature BLOB NOT NULL,
    cluster INTEGER NOT NULL
);
CREATE INDEX likenesses_by_cluster ON likenesses (cluster);
CREATE TABLE likeness_bands (  -- locality-sensitive hashing: near texts share at least one band
    band INTEGER NOT NULL,
    number INTEGER NOT NULL,
    PRIMARY KEY (band, number)
) WITHOUT ROWID;

CREATE TABLE sources (
    number INTEGER PRIMARY KEY,
    collection TEXT NOT NULL,
    source TEXT NOT NULL,      -- a file's absolute path, or an address
    stamp TEXT,                -- by which it is seen to be unchanged without being read; NULL: read it
    found INTEGER NOT NULL DEFAULT 0,  -- articles, those that came twice counted twice
    read_at TEXT NOT NULL,
    UNIQUE (collection, source)
);
CREATE TABLE source_articles (
    source INTEGER NOT NULL REFERENCES sources (number) ON DELETE CASCADE,
    article_id TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE,
    is_gone INTEGER NOT NULL DEFAULT 0,  -- the source was read since, or is no longer there, and lacks it
    PRIMARY KEY (source, article_id)
) WITHOUT ROWID;
CREATE INDEX source_articles_by_article ON source_articles (article_id, source);

CREATE TABLE fetched (  -- the versions of pages, so that what has not changed is not sent again
    collection TEXT NOT NULL,
    url TEXT NOT NULL,
    etag TEXT,
    last_modified TEXT,
    PRIMARY KEY (collection, url)
) WITHOUT ROWID;

CREATE TABLE quarantine (
    collection TEXT NOT NULL,
    source TEXT NOT NULL,      -- the article's own: a file, a line of it, an item's address
    within TEXT NOT NULL,      -- the source that was read, as in sources
    reason TEXT NOT NULL,
    content_hash TEXT,
    first_seen TEXT NOT NULL,
    last_seen TEXT NOT NULL,
    PRIMARY KEY (collection, source)
);
CREATE INDEX quarantine_by_source ON quarantine (collection, within);

CREATE TABLE shared_addresses (  -- given by a source to several articles: the first keeps the address's id
    collection TEXT NOT NULL,
    url TEXT NOT NULL,
    first TEXT NOT NULL,
    PRIMARY KEY (collection, url)
) WITHOUT ROWID;

CREATE TABLE runs (
    number INTEGER PRIMARY KEY,
    started_at TEXT NOT NULL,
    finished_at TEXT,
    outcome TEXT NOT NULL,     -- running, finished, interrupted, failed or killed
    collection TEXT NOT NULL,
    sources TEXT NOT NULL,     -- JSON
    counts TEXT NOT NULL       -- JSON
);

-- Ids whose vectors are about to be added to the index, or still to be deleted from it.
CREATE TABLE vector_journal (
    passage_id TEXT PRIMARY KEY
) WITHOUT ROWID;

-- Articles of whole files are linked to them, so that a file that goes is noticed; lines of files are not.
INSERT INTO sources (collection, source, stamp, read_at)
SELECT DISTINCT collection, source, NULL, '' FROM articles
WHERE source IS NOT NULL AND source NOT GLOB '*:[0-9]*';
INSERT INTO source_articles (source, article_id)
SELECT sources.number, articles.id FROM articles
JOIN sources ON sources.collection = articles.collection AND sources.source = articles.source;
