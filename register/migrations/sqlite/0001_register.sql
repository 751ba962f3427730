-- The register of cases. Instants are RFC 3339 in UTC with nine decimals, civil dates ISO 8601: both sort as text.

CREATE TABLE cases (
    number          TEXT    NOT NULL PRIMARY KEY,
    citizenship     TEXT    NOT NULL,
    passport_number TEXT    NOT NULL,
    passport_key    TEXT    NOT NULL, -- the number as it is compared
    inviting_party  TEXT    NOT NULL, -- BIN or IIN
    category        TEXT    NOT NULL,
    filed_at        TEXT    NOT NULL,
    filed_on        TEXT    NOT NULL, -- the civil date of filed_at
    office          TEXT    NOT NULL,
    officer         TEXT,
    status          TEXT    NOT NULL,
    stage           TEXT    NOT NULL,
    registered_on   TEXT,
    ended_at        TEXT,
    rulebook        TEXT    NOT NULL,
    calendar        TEXT    NOT NULL,
    next_due        TEXT    NOT NULL, -- 'none' sorts after every instant
    next_clock      TEXT    NOT NULL, -- 'none' if nothing is awaited
    breached        INTEGER NOT NULL, -- 1 if a statutory term ran out
    revision        INTEGER NOT NULL,
    stage_count     INTEGER NOT NULL,
    head            TEXT    NOT NULL  -- hash of the last stage
) STRICT;

CREATE INDEX cases_by_due      ON cases (next_due, number);
CREATE INDEX cases_by_office   ON cases (office, next_due, number);
CREATE INDEX cases_by_officer  ON cases (officer, next_due, number);
CREATE INDEX cases_by_category ON cases (category, next_due, number);
CREATE INDEX cases_by_stage    ON cases (stage, next_due, number);
CREATE INDEX cases_by_status   ON cases (status, next_due, number);
CREATE INDEX cases_by_breach   ON cases (breached, next_due, number);
CREATE INDEX cases_by_passport ON cases (citizenship, passport_key, filed_on);
CREATE INDEX cases_by_end      ON cases (ended_at);

CREATE TABLE stages (
    id       TEXT    NOT NULL PRIMARY KEY,
    number   TEXT    NOT NULL REFERENCES cases (number),
    place    INTEGER NOT NULL, -- from 1
    office   TEXT    NOT NULL,
    category TEXT    NOT NULL,
    stage    TEXT    NOT NULL,
    at       TEXT    NOT NULL,
    actor    TEXT    NOT NULL,
    hash     TEXT    NOT NULL,
    UNIQUE (number, place)
) STRICT;

CREATE TABLE clocks (
    number       TEXT    NOT NULL REFERENCES cases (number),
    place        INTEGER NOT NULL,
    clock        TEXT    NOT NULL,
    clock_window TEXT,
    cause        TEXT,
    nature       TEXT    NOT NULL,
    started_at   TEXT    NOT NULL,
    due          TEXT    NOT NULL,
    ended_at     TEXT,
    outcome      TEXT    NOT NULL,
    PRIMARY KEY (number, place)
) STRICT;

CREATE INDEX clocks_breached ON clocks (clock, clock_window, number) WHERE outcome = 'breached' AND nature = 'statutory';

CREATE TABLE decisions (
    number            TEXT    NOT NULL PRIMARY KEY REFERENCES cases (number),
    outcome           TEXT    NOT NULL,
    at                TEXT    NOT NULL,
    actor             TEXT,
    ground            INTEGER,
    note              TEXT,
    invitation_number TEXT UNIQUE
) STRICT;

CREATE TABLE escalations (
    number       TEXT    NOT NULL REFERENCES cases (number),
    place        INTEGER NOT NULL,
    at           TEXT    NOT NULL,
    clock        TEXT    NOT NULL,
    clock_window TEXT,
    rung         TEXT    NOT NULL,
    audience     TEXT    NOT NULL,
    PRIMARY KEY (number, place)
) STRICT;

CREATE TABLE agency_messages (
    agency      TEXT NOT NULL,
    message_id  TEXT NOT NULL,
    number      TEXT NOT NULL,
    what        TEXT NOT NULL,
    received_at TEXT NOT NULL,
    PRIMARY KEY (agency, message_id)
) STRICT;

CREATE INDEX agency_messages_by_case ON agency_messages (number);

CREATE TABLE views (
    entry  INTEGER PRIMARY KEY AUTOINCREMENT,
    actor  TEXT NOT NULL,
    number TEXT NOT NULL,
    what   TEXT NOT NULL,
    at     TEXT NOT NULL
) STRICT;

CREATE INDEX views_by_case ON views (number);

-- A row for each stage, in the order of recording; accepted_at tells when the monitoring system took it.
CREATE TABLE deliveries (
    entry       INTEGER PRIMARY KEY AUTOINCREMENT,
    stage_id    TEXT NOT NULL UNIQUE REFERENCES stages (id),
    number      TEXT NOT NULL,
    accepted_at TEXT
) STRICT;

CREATE INDEX deliveries_ahead   ON deliveries (entry) WHERE accepted_at IS NULL;
CREATE INDEX deliveries_by_case ON deliveries (number);

-- What is left of a case whose time on record is over: no personal data.
CREATE TABLE purges (
    number      TEXT    NOT NULL PRIMARY KEY,
    stage_count INTEGER NOT NULL,
    head        TEXT    NOT NULL,
    purged_at   TEXT    NOT NULL
) STRICT;

-- What is on record stays as it is. Only the rows of a case that stands in `purges` can be deleted.

CREATE TRIGGER stages_keep BEFORE UPDATE ON stages BEGIN SELECT RAISE (ABORT, 'append-only: stages'); END;
CREATE TRIGGER stages_stay BEFORE DELETE ON stages WHEN NOT EXISTS (SELECT 1 FROM purges WHERE number = OLD.number)
    BEGIN SELECT RAISE (ABORT, 'append-only: stages'); END;

CREATE TRIGGER decisions_keep BEFORE UPDATE ON decisions BEGIN SELECT RAISE (ABORT, 'append-only: decisions'); END;
CREATE TRIGGER decisions_stay BEFORE DELETE ON decisions WHEN NOT EXISTS (SELECT 1 FROM purges WHERE number = OLD.number)
    BEGIN SELECT RAISE (ABORT, 'append-only: decisions'); END;

CREATE TRIGGER escalations_keep BEFORE UPDATE ON escalations BEGIN SELECT RAISE (ABORT, 'append-only: escalations'); END;
CREATE TRIGGER escalations_stay BEFORE DELETE ON escalations WHEN NOT EXISTS (SELECT 1 FROM purges WHERE number = OLD.number)
    BEGIN SELECT RAISE (ABORT, 'append-only: escalations'); END;

CREATE TRIGGER agency_messages_keep BEFORE UPDATE ON agency_messages BEGIN SELECT RAISE (ABORT, 'append-only: agency_messages'); END;
CREATE TRIGGER agency_messages_stay BEFORE DELETE ON agency_messages WHEN NOT EXISTS (SELECT 1 FROM purges WHERE number = OLD.number)
    BEGIN SELECT RAISE (ABORT, 'append-only: agency_messages'); END;

CREATE TRIGGER cases_stay BEFORE DELETE ON cases WHEN NOT EXISTS (SELECT 1 FROM purges WHERE number = OLD.number)
    BEGIN SELECT RAISE (ABORT, 'append-only: cases'); END;

CREATE TRIGGER deliveries_keep BEFORE UPDATE ON deliveries WHEN OLD.accepted_at IS NOT NULL
    BEGIN SELECT RAISE (ABORT, 'append-only: deliveries'); END;
CREATE TRIGGER deliveries_stay BEFORE DELETE ON deliveries WHEN NOT EXISTS (SELECT 1 FROM purges WHERE number = OLD.number)
    BEGIN SELECT RAISE (ABORT, 'append-only: deliveries'); END;

-- Who looked is kept for longer than what was looked at.
CREATE TRIGGER views_keep BEFORE UPDATE ON views BEGIN SELECT RAISE (ABORT, 'append-only: views'); END;
CREATE TRIGGER views_stay BEFORE DELETE ON views BEGIN SELECT RAISE (ABORT, 'append-only: views'); END;

CREATE TRIGGER purges_keep BEFORE UPDATE ON purges BEGIN SELECT RAISE (ABORT, 'append-only: purges'); END;
CREATE TRIGGER purges_stay BEFORE DELETE ON purges BEGIN SELECT RAISE (ABORT, 'append-only: purges'); END;
