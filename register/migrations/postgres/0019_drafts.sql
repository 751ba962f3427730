-- What officers have begun to file and have not filed yet. Personal data that is no record of a case: it is thrown away when it is filed, or
-- when nobody has gone on with it for long.

CREATE TABLE drafts (
    id         TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    office     TEXT COLLATE "C" NOT NULL, -- whose officers may go on with it
    owner      TEXT COLLATE "C" NOT NULL, -- who began it
    service    TEXT COLLATE "C" NOT NULL,
    content    TEXT COLLATE "C" NOT NULL, -- JSON: what was typed, field by field
    version    BIGINT NOT NULL, -- how often it was saved
    changed_at TEXT COLLATE "C" NOT NULL
);

CREATE INDEX drafts_by_office ON drafts (office, changed_at);
CREATE INDEX drafts_by_age ON drafts (changed_at);
