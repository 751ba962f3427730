-- Who of several receivers has a letter already, while others still wait for it; the last one takes the rows away. Receivers by a hash.

CREATE TABLE letters_taken (
    channel  TEXT COLLATE "C" NOT NULL,
    letter   TEXT COLLATE "C" NOT NULL, -- its id
    receiver TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (channel, letter, receiver)
);
