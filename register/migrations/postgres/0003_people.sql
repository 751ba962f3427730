-- Incidents of cases, and what people are told by mail and webhook.

CREATE TABLE incidents (
    number     TEXT COLLATE "C" NOT NULL REFERENCES cases (number),
    place      BIGINT           NOT NULL,
    code       TEXT COLLATE "C" NOT NULL,
    step       TEXT COLLATE "C" NOT NULL,
    at         TEXT COLLATE "C" NOT NULL,
    resumed_at TEXT COLLATE "C",
    PRIMARY KEY (number, place)
);

CREATE INDEX incidents_open ON incidents (code, step) WHERE resumed_at IS NULL;

-- A row for each escalation and incident from now on, in the order of recording. What was recorded before, people have long known.
CREATE TABLE people (
    entry     BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    number    TEXT COLLATE "C" NOT NULL REFERENCES cases (number),
    matter    TEXT COLLATE "C" NOT NULL, -- escalation or incident
    place     BIGINT           NOT NULL,
    mailed_at TEXT COLLATE "C",
    called_at TEXT COLLATE "C", -- webhook
    UNIQUE (number, matter, place)
);

CREATE INDEX people_to_mail ON people (entry) WHERE mailed_at IS NULL;
CREATE INDEX people_to_call ON people (entry) WHERE called_at IS NULL;

-- Who empties a channel holds it until then: the engine may start a round while another is still at it.
CREATE TABLE people_rounds (
    channel    TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    held_until TEXT COLLATE "C" NOT NULL
);

INSERT INTO people_rounds (channel, held_until) VALUES ('mailed_at', ''), ('called_at', '');

CREATE TRIGGER incidents_keep BEFORE UPDATE ON incidents FOR EACH ROW WHEN (OLD.resumed_at IS NOT NULL) EXECUTE FUNCTION refuse_change();
CREATE TRIGGER incidents_stay BEFORE DELETE ON incidents FOR EACH ROW EXECUTE FUNCTION delete_if_purged();
CREATE TRIGGER incidents_last BEFORE TRUNCATE ON incidents FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TRIGGER people_stay BEFORE DELETE ON people FOR EACH ROW EXECUTE FUNCTION delete_if_purged();
CREATE TRIGGER people_last BEFORE TRUNCATE ON people FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
