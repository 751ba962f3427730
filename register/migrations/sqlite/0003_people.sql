-- Incidents of cases, and what people are told by mail and webhook.

CREATE TABLE incidents (
    number     TEXT    NOT NULL REFERENCES cases (number),
    place      INTEGER NOT NULL,
    code       TEXT    NOT NULL,
    step       TEXT    NOT NULL,
    at         TEXT    NOT NULL,
    resumed_at TEXT,
    PRIMARY KEY (number, place)
) STRICT;

CREATE INDEX incidents_open ON incidents (code, step) WHERE resumed_at IS NULL;

-- A row for each escalation and incident from now on, in the order of recording. What was recorded before, people have long known.
CREATE TABLE people (
    entry     INTEGER PRIMARY KEY AUTOINCREMENT,
    number    TEXT    NOT NULL REFERENCES cases (number),
    matter    TEXT    NOT NULL, -- escalation or incident
    place     INTEGER NOT NULL,
    mailed_at TEXT,
    called_at TEXT, -- webhook
    UNIQUE (number, matter, place)
) STRICT;

CREATE INDEX people_to_mail ON people (entry) WHERE mailed_at IS NULL;
CREATE INDEX people_to_call ON people (entry) WHERE called_at IS NULL;

-- Who empties a channel holds it until then: the engine may start a round while another is still at it.
CREATE TABLE people_rounds (
    channel    TEXT NOT NULL PRIMARY KEY,
    held_until TEXT NOT NULL
) STRICT;

INSERT INTO people_rounds (channel, held_until) VALUES ('mailed_at', ''), ('called_at', '');

CREATE TRIGGER incidents_keep BEFORE UPDATE ON incidents WHEN OLD.resumed_at IS NOT NULL
    BEGIN SELECT RAISE (ABORT, 'append-only: incidents'); END;
CREATE TRIGGER incidents_stay BEFORE DELETE ON incidents WHEN NOT EXISTS (SELECT 1 FROM purges WHERE number = OLD.number)
    BEGIN SELECT RAISE (ABORT, 'append-only: incidents'); END;

CREATE TRIGGER people_stay BEFORE DELETE ON people WHEN NOT EXISTS (SELECT 1 FROM purges WHERE number = OLD.number)
    BEGIN SELECT RAISE (ABORT, 'append-only: people'); END;
