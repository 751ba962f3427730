-- A case whose record contradicts what the engine knows: what was refused, and what a person has decided.

-- A snapshot that the register refused; it goes when a later one is taken.
CREATE TABLE unrecorded (
    number   TEXT NOT NULL PRIMARY KEY,
    code     TEXT NOT NULL,
    what     TEXT NOT NULL, -- what does not fit; no personal data
    noted_at TEXT NOT NULL
) STRICT;

-- The engine's truth was taken in place of what stood here, which is kept whole.
CREATE TABLE adoptions (
    entry      INTEGER PRIMARY KEY AUTOINCREMENT,
    number     TEXT NOT NULL REFERENCES cases (number),
    actor      TEXT NOT NULL,
    reason     TEXT NOT NULL,
    adopted_at TEXT NOT NULL,
    superseded TEXT NOT NULL, -- the case as it was on record, as JSON
    head       TEXT NOT NULL, -- hash of its last stage then
    hash       TEXT NOT NULL, -- over all of this and the adoption before
    done       INTEGER NOT NULL  -- 0 only within the transaction that adopts
) STRICT;

CREATE INDEX adoptions_by_case ON adoptions (number, entry);

ALTER TABLE cases ADD COLUMN adoption TEXT NOT NULL DEFAULT ''; -- hash of the last one

-- While a case is being adopted, and only in the transaction that notes it, what was on record of it gives way.

DROP TRIGGER stages_keep;
CREATE TRIGGER stages_keep BEFORE UPDATE ON stages
    WHEN NOT EXISTS (SELECT 1 FROM adoptions WHERE number = OLD.number AND done = 0)
    BEGIN SELECT RAISE (ABORT, 'append-only: stages'); END;
DROP TRIGGER decisions_keep;
CREATE TRIGGER decisions_keep BEFORE UPDATE ON decisions
    WHEN NOT EXISTS (SELECT 1 FROM adoptions WHERE number = OLD.number AND done = 0)
    BEGIN SELECT RAISE (ABORT, 'append-only: decisions'); END;
DROP TRIGGER escalations_keep;
CREATE TRIGGER escalations_keep BEFORE UPDATE ON escalations
    WHEN NOT EXISTS (SELECT 1 FROM adoptions WHERE number = OLD.number AND done = 0)
    BEGIN SELECT RAISE (ABORT, 'append-only: escalations'); END;
DROP TRIGGER incidents_keep;
CREATE TRIGGER incidents_keep BEFORE UPDATE ON incidents
    WHEN OLD.resumed_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM adoptions WHERE number = OLD.number AND done = 0)
    BEGIN SELECT RAISE (ABORT, 'append-only: incidents'); END;
DROP TRIGGER deliveries_keep;
CREATE TRIGGER deliveries_keep BEFORE UPDATE ON deliveries
    WHEN OLD.accepted_at IS NOT NULL AND NOT EXISTS (SELECT 1 FROM adoptions WHERE number = OLD.number AND done = 0)
    BEGIN SELECT RAISE (ABORT, 'append-only: deliveries'); END;
DROP TRIGGER stages_stay;
CREATE TRIGGER stages_stay BEFORE DELETE ON stages
    WHEN NOT EXISTS (SELECT 1 FROM purges WHERE number = OLD.number)
    AND NOT EXISTS (SELECT 1 FROM adoptions WHERE number = OLD.number AND done = 0)
    BEGIN SELECT RAISE (ABORT, 'append-only: stages'); END;
DROP TRIGGER decisions_stay;
CREATE TRIGGER decisions_stay BEFORE DELETE ON decisions
    WHEN NOT EXISTS (SELECT 1 FROM purges WHERE number = OLD.number)
    AND NOT EXISTS (SELECT 1 FROM adoptions WHERE number = OLD.number AND done = 0)
    BEGIN SELECT RAISE (ABORT, 'append-only: decisions'); END;
DROP TRIGGER escalations_stay;
CREATE TRIGGER escalations_stay BEFORE DELETE ON escalations
    WHEN NOT EXISTS (SELECT 1 FROM purges WHERE number = OLD.number)
    AND NOT EXISTS (SELECT 1 FROM adoptions WHERE number = OLD.number AND done = 0)
    BEGIN SELECT RAISE (ABORT, 'append-only: escalations'); END;
DROP TRIGGER incidents_stay;
CREATE TRIGGER incidents_stay BEFORE DELETE ON incidents
    WHEN NOT EXISTS (SELECT 1 FROM purges WHERE number = OLD.number)
    AND NOT EXISTS (SELECT 1 FROM adoptions WHERE number = OLD.number AND done = 0)
    BEGIN SELECT RAISE (ABORT, 'append-only: incidents'); END;
DROP TRIGGER deliveries_stay;
CREATE TRIGGER deliveries_stay BEFORE DELETE ON deliveries
    WHEN NOT EXISTS (SELECT 1 FROM purges WHERE number = OLD.number)
    AND NOT EXISTS (SELECT 1 FROM adoptions WHERE number = OLD.number AND done = 0)
    BEGIN SELECT RAISE (ABORT, 'append-only: deliveries'); END;
DROP TRIGGER people_stay;
CREATE TRIGGER people_stay BEFORE DELETE ON people
    WHEN NOT EXISTS (SELECT 1 FROM purges WHERE number = OLD.number)
    AND NOT EXISTS (SELECT 1 FROM adoptions WHERE number = OLD.number AND done = 0)
    BEGIN SELECT RAISE (ABORT, 'append-only: people'); END;

CREATE TRIGGER adoptions_keep BEFORE UPDATE ON adoptions
    WHEN OLD.done <> 0 OR NEW.done <> 1 OR NEW.entry <> OLD.entry OR NEW.number <> OLD.number OR NEW.actor <> OLD.actor
    OR NEW.reason <> OLD.reason OR NEW.adopted_at <> OLD.adopted_at OR NEW.superseded <> OLD.superseded OR NEW.head <> OLD.head
    OR NEW.hash <> OLD.hash
    BEGIN SELECT RAISE (ABORT, 'append-only: adoptions'); END;
CREATE TRIGGER adoptions_stay BEFORE DELETE ON adoptions WHEN NOT EXISTS (SELECT 1 FROM purges WHERE number = OLD.number)
    BEGIN SELECT RAISE (ABORT, 'append-only: adoptions'); END;
