-- What was entered later than it was received, for auditors, each by the place of its line on the timeline, which only grows. Only what it
-- undid may change: a correction can bring a breach back.

CREATE TABLE antedated (
    number      TEXT COLLATE "C" NOT NULL REFERENCES cases (number),
    place       BIGINT           NOT NULL,
    act         TEXT COLLATE "C",
    received_at TEXT COLLATE "C" NOT NULL,
    entered_at  TEXT COLLATE "C" NOT NULL,
    entered_by  TEXT COLLATE "C" NOT NULL,
    because     TEXT COLLATE "C",
    letter      TEXT COLLATE "C",
    undid       TEXT COLLATE "C", -- the terms, as JSON; none if it undid no breach
    PRIMARY KEY (number, place)
);

CREATE INDEX antedated_by_entering ON antedated (entered_at, number, place);

CREATE TRIGGER antedated_keep BEFORE UPDATE ON antedated FOR EACH ROW
    WHEN ((NEW.number, NEW.place, NEW.act, NEW.received_at, NEW.entered_at, NEW.entered_by, NEW.because, NEW.letter)
    IS DISTINCT FROM (OLD.number, OLD.place, OLD.act, OLD.received_at, OLD.entered_at, OLD.entered_by, OLD.because, OLD.letter))
    EXECUTE FUNCTION refuse_change();
CREATE TRIGGER antedated_stay BEFORE DELETE ON antedated FOR EACH ROW EXECUTE FUNCTION delete_if_purged_or_adopted();
CREATE TRIGGER antedated_last BEFORE TRUNCATE ON antedated FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- When the act of a clock came, in time or not: a window of coordination ends when it runs out, and is acted on later. What was recorded before
-- says so where the clock was met.
ALTER TABLE clocks ADD COLUMN acted_at TEXT COLLATE "C";
UPDATE clocks SET acted_at = ended_at WHERE outcome = 'met';
