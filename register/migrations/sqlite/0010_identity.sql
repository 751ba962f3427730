-- Who filed a case, and which tokens have been signed out before they ran out.

CREATE TABLE filings (
    number   TEXT NOT NULL PRIMARY KEY,
    filed_by TEXT NOT NULL, -- the id of a person or system; who filed first
    at       TEXT NOT NULL
) STRICT;

CREATE INDEX filings_by_filer ON filings (filed_by, number);

-- Until now it stood among the views.
INSERT INTO filings (number, filed_by, at)
    SELECT number, substr(actor, 9), at FROM views
    WHERE entry IN (SELECT MIN(entry) FROM views WHERE what IN ('submit', 'submit, anyway') AND actor LIKE 'officer:%' GROUP BY number);

CREATE TRIGGER filings_keep BEFORE UPDATE ON filings BEGIN SELECT RAISE (ABORT, 'append-only: filings'); END;
CREATE TRIGGER filings_stay BEFORE DELETE ON filings WHEN NOT EXISTS (SELECT 1 FROM purges WHERE number = OLD.number)
    BEGIN SELECT RAISE (ABORT, 'append-only: filings'); END;

CREATE TABLE signed_out (
    token TEXT NOT NULL PRIMARY KEY, -- a hash of what the issuer signed
    until TEXT NOT NULL              -- when it would have run out
) STRICT;

CREATE INDEX signed_out_until ON signed_out (until);
