-- What the console needs beside the record: filters that people keep, and which cases have changed lately.

CREATE TABLE saved_filters (
    owner TEXT NOT NULL, -- an officer's id
    name  TEXT NOT NULL,
    query TEXT NOT NULL, -- as it stands in the address of the list
    PRIMARY KEY (owner, name)
) STRICT;

-- One row a case; its entry is higher than all others when the case has changed last.
CREATE TABLE changes (
    entry  INTEGER PRIMARY KEY AUTOINCREMENT,
    number TEXT NOT NULL UNIQUE
) STRICT;

CREATE TRIGGER cases_opened AFTER INSERT ON cases BEGIN
    DELETE FROM changes WHERE number = NEW.number;
    INSERT INTO changes (number) VALUES (NEW.number);
END;
CREATE TRIGGER cases_changed AFTER UPDATE ON cases BEGIN
    DELETE FROM changes WHERE number = NEW.number;
    INSERT INTO changes (number) VALUES (NEW.number);
END;
CREATE TRIGGER cases_gone AFTER DELETE ON cases BEGIN
    DELETE FROM changes WHERE number = OLD.number;
END;

-- What is open, of this office or of this officer, is asked for most: it is read in order and not sorted.
CREATE INDEX cases_by_office_and_status  ON cases (office, status, next_due, number);
CREATE INDEX cases_by_officer_and_status ON cases (officer, status, next_due, number);
