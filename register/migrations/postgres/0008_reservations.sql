-- For whom a case is being opened, so that of two applications at the same moment one is told of the other. It goes when the case ends.

CREATE TABLE reservations (
    citizenship  TEXT COLLATE "C" NOT NULL,
    passport_key TEXT COLLATE "C" NOT NULL, -- the number as it is compared
    category     TEXT COLLATE "C" NOT NULL,
    office       TEXT COLLATE "C" NOT NULL,
    number       TEXT COLLATE "C" NOT NULL, -- the case
    reserved_at  TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (citizenship, passport_key, category, office)
);

CREATE INDEX reservations_by_case ON reservations (number);

-- What a release has done once to what was on record before it.
CREATE TABLE upkeep (
    task TEXT COLLATE "C" NOT NULL PRIMARY KEY
);
