-- What officers have begun to file and have not filed yet. Personal data that is no record of a case: it is thrown away when it is filed, or
-- when nobody has gone on with it for long.

CREATE TABLE drafts (
    id         TEXT    NOT NULL PRIMARY KEY,
    office     TEXT    NOT NULL, -- whose officers may go on with it
    owner      TEXT    NOT NULL, -- who began it
    service    TEXT    NOT NULL,
    content    TEXT    NOT NULL, -- JSON: what was typed, field by field
    version    INTEGER NOT NULL, -- how often it was saved
    changed_at TEXT    NOT NULL
) STRICT;

CREATE INDEX drafts_by_office ON drafts (office, changed_at);
CREATE INDEX drafts_by_age ON drafts (changed_at);
