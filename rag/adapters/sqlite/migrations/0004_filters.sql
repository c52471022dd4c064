-- Filters, and the counts and dates of what passes them, are read from one index each: the articles' own rows
-- hold their texts, and 20,000 of them are 100 MB.
DROP INDEX articles_by_publisher;
CREATE INDEX articles_by_publisher ON articles (publisher, collection, published_last, published_first, id);
DROP INDEX articles_by_date;
CREATE INDEX articles_by_date ON articles (published_last, published_first, collection, publisher, id);
CREATE INDEX articles_by_collection_and_date
ON articles (collection, published_last, published_first, publisher, id);
