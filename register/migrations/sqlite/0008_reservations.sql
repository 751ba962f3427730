-- For whom a case is being opened, so that of two applications at the same moment one is told of the other. It goes when the case ends.

CREATE TABLE reservations (
    citizenship  TEXT NOT NULL,
    passport_key TEXT NOT NULL, -- the number as it is compared
    category     TEXT NOT NULL,
    office       TEXT NOT NULL,
    number       TEXT NOT NULL, -- the case
    reserved_at  TEXT NOT NULL,
    PRIMARY KEY (citizenship, passport_key, category, office)
) STRICT;

CREATE INDEX reservations_by_case ON reservations (number);

-- What a release has done once to what was on record before it.
CREATE TABLE upkeep (
    task TEXT NOT NULL PRIMARY KEY
) STRICT;
