-- A case is noted as changed when a snapshot of it is written, which always names the end of its chain, and not when its row is only
-- locked.

DROP TRIGGER cases_changed ON cases;
CREATE TRIGGER cases_changed AFTER INSERT OR UPDATE OF head ON cases FOR EACH ROW EXECUTE FUNCTION note_change();
