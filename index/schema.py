"""The SQLite schema: the truth of an index."""

VERSION = 6
TOKENIZER = "porter unicode61 remove_diacritics 2"

SCHEMA = f"""
CREATE TABLE meta (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE documents (
    path TEXT PRIMARY KEY,
    sha256 TEXT NOT NULL,
    stamp TEXT,  -- by which its file is known to be the same without being read (index/building.py)
    format TEXT NOT NULL,  -- pdf, text, ...
    pages INTEGER NOT NULL,
    needs_ocr TEXT NOT NULL,  -- JSON array of the physical pages that are scans and not read
    url TEXT,  -- where it is published
    webcast TEXT,  -- where the recording of its meeting is
    text TEXT NOT NULL  -- last, so that what is asked of a document is read without it
);
-- What a build asks of every document: a fiftieth of what lies beside their texts.
CREATE INDEX documents_facts ON documents (path, sha256, stamp, needs_ocr, url, webcast);

CREATE TABLE papers (
    id INTEGER PRIMARY KEY,
    document TEXT NOT NULL REFERENCES documents (path) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    body TEXT,
    author TEXT,
    office TEXT,
    meeting_date TEXT,
    pack_date TEXT,
    period TEXT,
    period_start TEXT,
    period_end TEXT,
    item TEXT
);
CREATE INDEX papers_document ON papers (document);

-- What a paper records beside its words. Offsets count characters of the document's text.
CREATE TABLE exchanges (
    id INTEGER PRIMARY KEY,
    paper INTEGER NOT NULL REFERENCES papers (id) ON DELETE CASCADE,
    item TEXT,
    headings TEXT NOT NULL,  -- JSON array, outermost first
    question_start INTEGER NOT NULL,
    question_end INTEGER NOT NULL,
    response_start INTEGER NOT NULL,  -- equal to response_end where there is none
    response_end INTEGER NOT NULL,
    asker TEXT,
    responder TEXT
);
CREATE INDEX exchanges_paper ON exchanges (paper);

CREATE TABLE outcomes (
    id INTEGER PRIMARY KEY,
    paper INTEGER NOT NULL REFERENCES papers (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,  -- decision or action
    item TEXT,
    char_start INTEGER NOT NULL,
    char_end INTEGER NOT NULL,
    owner TEXT,
    proposer TEXT,
    seconder TEXT
);
CREATE INDEX outcomes_paper ON outcomes (paper);

CREATE TABLE attendance (
    paper INTEGER NOT NULL REFERENCES papers (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    role TEXT,
    presence TEXT NOT NULL,
    char_start INTEGER NOT NULL,
    char_end INTEGER NOT NULL
);
CREATE INDEX attendance_paper ON attendance (paper);

CREATE TABLE definitions (
    document TEXT NOT NULL REFERENCES documents (path) ON DELETE CASCADE,
    short TEXT NOT NULL,
    long TEXT NOT NULL,
    char_start INTEGER NOT NULL,
    char_end INTEGER NOT NULL
);
CREATE INDEX definitions_document ON definitions (document);

-- A key is never used twice, so a stale FAISS file can point at nothing but never at the wrong passage.
CREATE TABLE passages (
    key INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    paper INTEGER NOT NULL REFERENCES papers (id) ON DELETE CASCADE,
    char_start INTEGER NOT NULL,
    char_end INTEGER NOT NULL,
    text TEXT NOT NULL,
    context TEXT NOT NULL,
    item TEXT,
    headings TEXT NOT NULL,  -- JSON array, outermost first
    sentences TEXT NOT NULL,  -- JSON array of [start, end, kind, spelled]
    paragraph TEXT,
    page INTEGER,
    page_label TEXT,
    recording_time TEXT,
    speaker TEXT,
    exchange INTEGER REFERENCES exchanges (id) ON DELETE SET NULL,
    outcome INTEGER REFERENCES outcomes (id) ON DELETE SET NULL,
    boilerplate INTEGER NOT NULL,  -- 0 or 1
    content BLOB NOT NULL  -- what its vectors are made of, in 16 bytes (index/embedding.py)
);
CREATE INDEX passages_paper ON passages (paper);
CREATE INDEX passages_content ON passages (content);

-- What passages are compared by, away from what is read of them: a passage's row is a fortieth of its vectors.
CREATE TABLE vectors (
    passage INTEGER PRIMARY KEY REFERENCES passages (key) ON DELETE CASCADE,
    vector BLOB NOT NULL  -- float32, unit length
);
CREATE TABLE fine_vectors (
    passage INTEGER PRIMARY KEY REFERENCES passages (key) ON DELETE CASCADE,
    sentence_vectors BLOB NOT NULL,  -- float16, unit length, one a sentence
    token_vectors BLOB NOT NULL,  -- int8, one a word piece of context and text (index/late.py)
    token_starts BLOB NOT NULL  -- int32, where each begins in the document; -1 in the context
);

-- Vectors of passages that a build has taken out, until it ends: the same words may stand in a paper it reads.
CREATE TABLE spare (
    content BLOB PRIMARY KEY,
    vector BLOB NOT NULL,  -- as above, but token_starts count from the passage's own
    sentence_vectors BLOB NOT NULL,
    token_vectors BLOB NOT NULL,
    token_starts BLOB NOT NULL
);

CREATE VIRTUAL TABLE words USING fts5 (
    text, context, content = 'passages', content_rowid = 'key', tokenize = '{TOKENIZER}'
);
CREATE TRIGGER passages_added AFTER INSERT ON passages BEGIN
    INSERT INTO words (rowid, text, context) VALUES (new.key, new.text, new.context);
END;
CREATE TRIGGER passages_removed AFTER DELETE ON passages BEGIN
    INSERT INTO words (words, rowid, text, context) VALUES ('delete', old.key, old.text, old.context);
    UPDATE blocks SET gone = gone + 1 WHERE old.key BETWEEN first AND last;
END;

-- Where each word stands, in blocks of passages that are counted once (index/postings.py): derived from `words`.
CREATE TABLE blocks (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    first INTEGER NOT NULL,  -- key of a passage
    last INTEGER NOT NULL,
    gone INTEGER NOT NULL DEFAULT 0,  -- how many of its passages are there no more
    keys BLOB NOT NULL,  -- int64, in order
    papers BLOB NOT NULL,  -- int64, the paper of each
    lengths BLOB NOT NULL,  -- int32, words in text and context of each
    spellings TEXT NOT NULL  -- JSON object: how often each word without a figure is written so in their texts
);
CREATE TABLE postings (
    word TEXT NOT NULL,  -- as FTS5 keeps it
    block INTEGER NOT NULL REFERENCES blocks (id) ON DELETE CASCADE,
    places BLOB NOT NULL,  -- uint16, in the block's `keys`, in order
    counts BLOB NOT NULL,  -- uint8, how often it stands in each: twice for the text, once for the context
    PRIMARY KEY (word, block)
) WITHOUT ROWID;
CREATE INDEX postings_block ON postings (block);

CREATE TABLE failures (
    path TEXT PRIMARY KEY,
    reason TEXT NOT NULL
) WITHOUT ROWID;

-- What OCR found, which takes long to find: kept by content, so that a paper renamed or read for another model has it.
CREATE TABLE scans (
    sha256 TEXT NOT NULL,
    pages TEXT NOT NULL,  -- JSON array
    words BLOB NOT NULL,  -- a PDF
    PRIMARY KEY (sha256, pages)
);
"""
