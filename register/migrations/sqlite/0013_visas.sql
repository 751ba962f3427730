-- Visas, the second public service: of which service a case is, how its visa stands, and the stickers of offices.

ALTER TABLE cases ADD COLUMN service TEXT NOT NULL DEFAULT 'invitation';
ALTER TABLE cases ADD COLUMN visa TEXT; -- JSON; none where no visa is issued

-- What an office was given: the stickers of a series from the first number to the last. "next" is the first one that is not used.
CREATE TABLE sticker_ranges (
    series TEXT    NOT NULL,
    first  INTEGER NOT NULL,
    last   INTEGER NOT NULL,
    office TEXT    NOT NULL,
    next   INTEGER NOT NULL,
    PRIMARY KEY (series, first)
) STRICT;

CREATE INDEX sticker_ranges_by_office ON sticker_ranges (office, series, first);

-- A number is used once, whatever becomes of the sticker.
CREATE TABLE stickers (
    sticker TEXT    NOT NULL PRIMARY KEY,
    office  TEXT    NOT NULL,
    number  TEXT    NOT NULL, -- the case
    place   INTEGER NOT NULL, -- which sticker of the case, from 1
    made_at TEXT    NOT NULL,
    UNIQUE (number, place)
) STRICT;
