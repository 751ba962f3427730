-- A case whose record contradicts what the engine knows: what was refused, and what a person has decided.

-- A snapshot that the register refused; it goes when a later one is taken.
CREATE TABLE unrecorded (
    number   TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    code     TEXT COLLATE "C" NOT NULL,
    what     TEXT COLLATE "C" NOT NULL, -- what does not fit; no personal data
    noted_at TEXT COLLATE "C" NOT NULL
);

-- The engine's truth was taken in place of what stood here, which is kept whole.
CREATE TABLE adoptions (
    entry      BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    number     TEXT COLLATE "C" NOT NULL REFERENCES cases (number),
    actor      TEXT COLLATE "C" NOT NULL,
    reason     TEXT COLLATE "C" NOT NULL,
    adopted_at TEXT COLLATE "C" NOT NULL,
    superseded TEXT COLLATE "C" NOT NULL, -- the case as it was on record, as JSON
    head       TEXT COLLATE "C" NOT NULL, -- hash of its last stage then
    hash       TEXT COLLATE "C" NOT NULL, -- over all of this and the adoption before
    done       BIGINT NOT NULL  -- 0 only within the transaction that adopts
);

CREATE INDEX adoptions_by_case ON adoptions (number, entry);

ALTER TABLE cases ADD COLUMN adoption TEXT COLLATE "C" NOT NULL DEFAULT ''; -- hash of the last one

-- While a case is being adopted, and only in the transaction that notes it, what was on record of it gives way.

CREATE FUNCTION change_if_adopted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM adoptions WHERE number = OLD.number AND done = 0) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'append-only: %', TG_TABLE_NAME;
END $$;

CREATE FUNCTION delete_if_purged_or_adopted() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM purges WHERE number = OLD.number)
        OR EXISTS (SELECT 1 FROM adoptions WHERE number = OLD.number AND done = 0) THEN
        RETURN OLD;
    END IF;
    RAISE EXCEPTION 'append-only: %', TG_TABLE_NAME;
END $$;

CREATE FUNCTION end_adoption() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.done = 0 AND NEW.done = 1 AND (NEW.entry, NEW.number, NEW.actor, NEW.reason, NEW.adopted_at, NEW.superseded, NEW.head, NEW.hash)
        = (OLD.entry, OLD.number, OLD.actor, OLD.reason, OLD.adopted_at, OLD.superseded, OLD.head, OLD.hash) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'append-only: %', TG_TABLE_NAME;
END $$;

DROP TRIGGER stages_keep ON stages;
CREATE TRIGGER stages_keep BEFORE UPDATE ON stages FOR EACH ROW EXECUTE FUNCTION change_if_adopted();
DROP TRIGGER decisions_keep ON decisions;
CREATE TRIGGER decisions_keep BEFORE UPDATE ON decisions FOR EACH ROW EXECUTE FUNCTION change_if_adopted();
DROP TRIGGER escalations_keep ON escalations;
CREATE TRIGGER escalations_keep BEFORE UPDATE ON escalations FOR EACH ROW EXECUTE FUNCTION change_if_adopted();
DROP TRIGGER incidents_keep ON incidents;
CREATE TRIGGER incidents_keep BEFORE UPDATE ON incidents FOR EACH ROW WHEN (OLD.resumed_at IS NOT NULL) EXECUTE FUNCTION change_if_adopted();
DROP TRIGGER deliveries_keep ON deliveries;
CREATE TRIGGER deliveries_keep BEFORE UPDATE ON deliveries FOR EACH ROW WHEN (OLD.accepted_at IS NOT NULL) EXECUTE FUNCTION change_if_adopted();
DROP TRIGGER stages_stay ON stages;
CREATE TRIGGER stages_stay BEFORE DELETE ON stages FOR EACH ROW EXECUTE FUNCTION delete_if_purged_or_adopted();
DROP TRIGGER decisions_stay ON decisions;
CREATE TRIGGER decisions_stay BEFORE DELETE ON decisions FOR EACH ROW EXECUTE FUNCTION delete_if_purged_or_adopted();
DROP TRIGGER escalations_stay ON escalations;
CREATE TRIGGER escalations_stay BEFORE DELETE ON escalations FOR EACH ROW EXECUTE FUNCTION delete_if_purged_or_adopted();
DROP TRIGGER incidents_stay ON incidents;
CREATE TRIGGER incidents_stay BEFORE DELETE ON incidents FOR EACH ROW EXECUTE FUNCTION delete_if_purged_or_adopted();
DROP TRIGGER deliveries_stay ON deliveries;
CREATE TRIGGER deliveries_stay BEFORE DELETE ON deliveries FOR EACH ROW EXECUTE FUNCTION delete_if_purged_or_adopted();
DROP TRIGGER people_stay ON people;
CREATE TRIGGER people_stay BEFORE DELETE ON people FOR EACH ROW EXECUTE FUNCTION delete_if_purged_or_adopted();

CREATE TRIGGER adoptions_keep BEFORE UPDATE ON adoptions FOR EACH ROW EXECUTE FUNCTION end_adoption();
CREATE TRIGGER adoptions_stay BEFORE DELETE ON adoptions FOR EACH ROW EXECUTE FUNCTION delete_if_purged();
CREATE TRIGGER adoptions_last BEFORE TRUNCATE ON adoptions FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
