-- Conversations, and which saved answers they are made of. Questions stand in the answers alone, so that what
-- is deleted there is deleted.

CREATE TABLE conversations (
    id TEXT PRIMARY KEY,
    reader TEXT NOT NULL,     -- the key's name, or the hash of what the browser's cookie says
    title TEXT,               -- the reader's own; NULL: the first question
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX conversations_by_reader ON conversations (reader, updated_at);

CREATE TABLE conversation_turns (
    conversation_id TEXT NOT NULL REFERENCES conversations (id) ON DELETE CASCADE,
    answer_id TEXT NOT NULL REFERENCES answers (id) ON DELETE CASCADE,
    n INTEGER NOT NULL,                       -- from 0
    is_replaced INTEGER NOT NULL DEFAULT 0,   -- by a later answer in its place: kept, and not shown
    PRIMARY KEY (conversation_id, answer_id)
) WITHOUT ROWID;
CREATE INDEX conversation_turns_by_answer ON conversation_turns (answer_id);

CREATE TRIGGER conversations_emptied AFTER DELETE ON conversation_turns
WHEN NOT EXISTS (SELECT 1 FROM conversation_turns WHERE conversation_id = old.conversation_id) BEGIN
    DELETE FROM conversations WHERE id = old.conversation_id;
END;
