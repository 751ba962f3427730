-- A case is noted as changed when a snapshot of it is written, which always names the end of its chain, and not when its row is only
-- locked.

DROP TRIGGER cases_changed;
CREATE TRIGGER cases_changed AFTER UPDATE OF head ON cases BEGIN
    DELETE FROM changes WHERE number = NEW.number;
    INSERT INTO changes (number) VALUES (NEW.number);
END;
