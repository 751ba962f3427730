-- The register of cases. Instants are RFC 3339 in UTC with nine decimals, civil dates ISO 8601: both sort as text, by bytes
-- (COLLATE "C"), whatever the collation of the database.

CREATE TABLE cases (
    number          TEXT COLLATE "C"    NOT NULL PRIMARY KEY,
    citizenship     TEXT COLLATE "C"    NOT NULL,
    passport_number TEXT COLLATE "C"    NOT NULL,
    passport_key    TEXT COLLATE "C"    NOT NULL, -- the number as it is compared
    inviting_party  TEXT COLLATE "C"    NOT NULL, -- BIN or IIN
    category        TEXT COLLATE "C"    NOT NULL,
    filed_at        TEXT COLLATE "C"    NOT NULL,
    filed_on        TEXT COLLATE "C"    NOT NULL, -- the civil date of filed_at
    office          TEXT COLLATE "C"    NOT NULL,
    officer         TEXT COLLATE "C",
    status          TEXT COLLATE "C"    NOT NULL,
    stage           TEXT COLLATE "C"    NOT NULL,
    registered_on   TEXT COLLATE "C",
    ended_at        TEXT COLLATE "C",
    rulebook        TEXT COLLATE "C"    NOT NULL,
    calendar        TEXT COLLATE "C"    NOT NULL,
    next_due        TEXT COLLATE "C"    NOT NULL, -- 'none' sorts after every instant
    next_clock      TEXT COLLATE "C"    NOT NULL, -- 'none' if nothing is awaited
    breached        BIGINT  NOT NULL, -- 1 if a statutory term ran out
    revision        BIGINT  NOT NULL,
    stage_count     BIGINT  NOT NULL,
    head            TEXT COLLATE "C"    NOT NULL  -- hash of the last stage
);

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
    id       TEXT COLLATE "C"    NOT NULL PRIMARY KEY,
    number   TEXT COLLATE "C"    NOT NULL REFERENCES cases (number),
    place    BIGINT  NOT NULL, -- from 1
    office   TEXT COLLATE "C"    NOT NULL,
    category TEXT COLLATE "C"    NOT NULL,
    stage    TEXT COLLATE "C"    NOT NULL,
    at       TEXT COLLATE "C"    NOT NULL,
    actor    TEXT COLLATE "C"    NOT NULL,
    hash     TEXT COLLATE "C"    NOT NULL,
    UNIQUE (number, place)
);

CREATE TABLE clocks (
    number       TEXT COLLATE "C"    NOT NULL REFERENCES cases (number),
    place        BIGINT  NOT NULL,
    clock        TEXT COLLATE "C"    NOT NULL,
    clock_window TEXT COLLATE "C",
    cause        TEXT COLLATE "C",
    nature       TEXT COLLATE "C"    NOT NULL,
    started_at   TEXT COLLATE "C"    NOT NULL,
    due          TEXT COLLATE "C"    NOT NULL,
    ended_at     TEXT COLLATE "C",
    outcome      TEXT COLLATE "C"    NOT NULL,
    PRIMARY KEY (number, place)
);

CREATE INDEX clocks_breached ON clocks (clock, clock_window, number) WHERE outcome = 'breached' AND nature = 'statutory';

CREATE TABLE decisions (
    number            TEXT COLLATE "C"    NOT NULL PRIMARY KEY REFERENCES cases (number),
    outcome           TEXT COLLATE "C"    NOT NULL,
    at                TEXT COLLATE "C"    NOT NULL,
    actor             TEXT COLLATE "C",
    ground            BIGINT,
    note              TEXT COLLATE "C",
    invitation_number TEXT COLLATE "C" UNIQUE
);

CREATE TABLE escalations (
    number       TEXT COLLATE "C"    NOT NULL REFERENCES cases (number),
    place        BIGINT  NOT NULL,
    at           TEXT COLLATE "C"    NOT NULL,
    clock        TEXT COLLATE "C"    NOT NULL,
    clock_window TEXT COLLATE "C",
    rung         TEXT COLLATE "C"    NOT NULL,
    audience     TEXT COLLATE "C"    NOT NULL,
    PRIMARY KEY (number, place)
);

CREATE TABLE agency_messages (
    agency      TEXT COLLATE "C" NOT NULL,
    message_id  TEXT COLLATE "C" NOT NULL,
    number      TEXT COLLATE "C" NOT NULL,
    what        TEXT COLLATE "C" NOT NULL,
    received_at TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (agency, message_id)
);

CREATE INDEX agency_messages_by_case ON agency_messages (number);

CREATE TABLE views (
    entry  BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    actor  TEXT COLLATE "C" NOT NULL,
    number TEXT COLLATE "C" NOT NULL,
    what   TEXT COLLATE "C" NOT NULL,
    at     TEXT COLLATE "C" NOT NULL
);

CREATE INDEX views_by_case ON views (number);

-- A row for each stage, in the order of recording; accepted_at tells when the monitoring system took it.
CREATE TABLE deliveries (
    entry       BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    stage_id    TEXT COLLATE "C" NOT NULL UNIQUE REFERENCES stages (id),
    number      TEXT COLLATE "C" NOT NULL,
    accepted_at TEXT COLLATE "C"
);

CREATE INDEX deliveries_ahead   ON deliveries (entry) WHERE accepted_at IS NULL;
CREATE INDEX deliveries_by_case ON deliveries (number);

-- What is left of a case whose time on record is over: no personal data.
CREATE TABLE purges (
    number      TEXT COLLATE "C"    NOT NULL PRIMARY KEY,
    stage_count BIGINT  NOT NULL,
    head        TEXT COLLATE "C"    NOT NULL,
    purged_at   TEXT COLLATE "C"    NOT NULL
);

-- What is on record stays as it is. Only the rows of a case that stands in `purges` can be deleted.

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'append-only: %', TG_TABLE_NAME;
END $$;

CREATE FUNCTION delete_if_purged() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM purges WHERE number = OLD.number) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'append-only: %', TG_TABLE_NAME;
END $$;

CREATE TRIGGER stages_keep BEFORE UPDATE ON stages FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER stages_stay BEFORE DELETE ON stages FOR EACH ROW EXECUTE FUNCTION delete_if_purged();
CREATE TRIGGER stages_last BEFORE TRUNCATE ON stages FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER decisions_keep BEFORE UPDATE ON decisions FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER decisions_stay BEFORE DELETE ON decisions FOR EACH ROW EXECUTE FUNCTION delete_if_purged();
CREATE TRIGGER decisions_last BEFORE TRUNCATE ON decisions FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER escalations_keep BEFORE UPDATE ON escalations FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER escalations_stay BEFORE DELETE ON escalations FOR EACH ROW EXECUTE FUNCTION delete_if_purged();
CREATE TRIGGER escalations_last BEFORE TRUNCATE ON escalations FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER agency_messages_keep BEFORE UPDATE ON agency_messages FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER agency_messages_stay BEFORE DELETE ON agency_messages FOR EACH ROW EXECUTE FUNCTION delete_if_purged();
CREATE TRIGGER agency_messages_last BEFORE TRUNCATE ON agency_messages FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER cases_stay BEFORE DELETE ON cases FOR EACH ROW EXECUTE FUNCTION delete_if_purged();
CREATE TRIGGER cases_last BEFORE TRUNCATE ON cases FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER deliveries_keep BEFORE UPDATE ON deliveries FOR EACH ROW WHEN (OLD.accepted_at IS NOT NULL) EXECUTE FUNCTION refuse_change();
CREATE TRIGGER deliveries_stay BEFORE DELETE ON deliveries FOR EACH ROW EXECUTE FUNCTION delete_if_purged();
CREATE TRIGGER deliveries_last BEFORE TRUNCATE ON deliveries FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER views_keep BEFORE UPDATE ON views FOR EACH ROW EXECUTE FUNCTION refuse_change();
-- Who looked is kept for longer than what was looked at.
CREATE TRIGGER views_stay BEFORE DELETE ON views FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER views_last BEFORE TRUNCATE ON views FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER purges_keep BEFORE UPDATE ON purges FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER purges_stay BEFORE DELETE ON purges FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER purges_last BEFORE TRUNCATE ON purges FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
