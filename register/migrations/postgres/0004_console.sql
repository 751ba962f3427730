-- What the console needs beside the record: filters that people keep, and which cases have changed lately.

CREATE TABLE saved_filters (
    owner TEXT COLLATE "C" NOT NULL, -- an officer's id
    name  TEXT COLLATE "C" NOT NULL,
    query TEXT COLLATE "C" NOT NULL, -- as it stands in the address of the list
    PRIMARY KEY (owner, name)
);

-- One row a case; its entry is higher than all others when the case has changed last.
CREATE TABLE changes (
    entry  BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    number TEXT COLLATE "C" NOT NULL UNIQUE
);

CREATE FUNCTION note_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO changes (number) VALUES (NEW.number)
        ON CONFLICT (number) DO UPDATE SET entry = DEFAULT;
    RETURN NULL;
END $$;

CREATE FUNCTION forget_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM changes WHERE number = OLD.number;
    RETURN NULL;
END $$;

CREATE TRIGGER cases_changed AFTER INSERT OR UPDATE ON cases FOR EACH ROW EXECUTE FUNCTION note_change();
CREATE TRIGGER cases_gone AFTER DELETE ON cases FOR EACH ROW EXECUTE FUNCTION forget_change();

-- What is open, of this office or of this officer, is asked for most: it is read in order and not sorted.
CREATE INDEX cases_by_office_and_status  ON cases (office, status, next_due, number);
CREATE INDEX cases_by_officer_and_status ON cases (officer, status, next_due, number);
