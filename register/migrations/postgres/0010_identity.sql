-- Who filed a case, and which tokens have been signed out before they ran out.

CREATE TABLE filings (
    number   TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    filed_by TEXT COLLATE "C" NOT NULL, -- the id of a person or system; who filed first
    at       TEXT COLLATE "C" NOT NULL
);

CREATE INDEX filings_by_filer ON filings (filed_by, number);

-- Until now it stood among the views.
INSERT INTO filings (number, filed_by, at)
    SELECT number, substr(actor, 9), at FROM views
    WHERE entry IN (SELECT MIN(entry) FROM views WHERE what IN ('submit', 'submit, anyway') AND actor LIKE 'officer:%' GROUP BY number);

CREATE TRIGGER filings_keep BEFORE UPDATE ON filings FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER filings_stay BEFORE DELETE ON filings FOR EACH ROW EXECUTE FUNCTION delete_if_purged();
CREATE TRIGGER filings_last BEFORE TRUNCATE ON filings FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

CREATE TABLE signed_out (
    token TEXT COLLATE "C" NOT NULL PRIMARY KEY, -- a hash of what the issuer signed
    until TEXT COLLATE "C" NOT NULL              -- when it would have run out
);

CREATE INDEX signed_out_until ON signed_out (until);
