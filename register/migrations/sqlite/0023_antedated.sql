-- What was entered later than it was received, for auditors, each by the place of its line on the timeline, which only grows. Only what it
-- undid may change: a correction can bring a breach back.

CREATE TABLE antedated (
    number      TEXT    NOT NULL REFERENCES cases (number),
    place       INTEGER NOT NULL,
    act         TEXT,
    received_at TEXT    NOT NULL,
    entered_at  TEXT    NOT NULL,
    entered_by  TEXT    NOT NULL,
    because     TEXT,
    letter      TEXT,
    undid       TEXT, -- the terms, as JSON; none if it undid no breach
    PRIMARY KEY (number, place)
) STRICT;

CREATE INDEX antedated_by_entering ON antedated (entered_at, number, place);

CREATE TRIGGER antedated_keep BEFORE UPDATE ON antedated
    WHEN NEW.number IS NOT OLD.number OR NEW.place IS NOT OLD.place OR NEW.act IS NOT OLD.act OR NEW.received_at IS NOT OLD.received_at
    OR NEW.entered_at IS NOT OLD.entered_at OR NEW.entered_by IS NOT OLD.entered_by OR NEW.because IS NOT OLD.because
    OR NEW.letter IS NOT OLD.letter
    BEGIN SELECT RAISE (ABORT, 'append-only: antedated'); END;
CREATE TRIGGER antedated_stay BEFORE DELETE ON antedated
    WHEN NOT EXISTS (SELECT 1 FROM purges WHERE number = OLD.number)
    AND NOT EXISTS (SELECT 1 FROM adoptions WHERE number = OLD.number AND done = 0)
    BEGIN SELECT RAISE (ABORT, 'append-only: antedated'); END;

-- When the act of a clock came, in time or not: a window of coordination ends when it runs out, and is acted on later. What was recorded before
-- says so where the clock was met.
ALTER TABLE clocks ADD COLUMN acted_at TEXT;
UPDATE clocks SET acted_at = ended_at WHERE outcome = 'met';
