-- What is news to somebody: up to which change they have seen a case. And cases are searched for by who invites, looks by who looked.

CREATE TABLE seen (
    actor  TEXT COLLATE "C" NOT NULL,
    number TEXT COLLATE "C" NOT NULL,
    change BIGINT           NOT NULL, -- the entry in changes
    PRIMARY KEY (actor, number)
);

CREATE INDEX seen_by_case            ON seen (number);
CREATE INDEX cases_by_inviting_party ON cases (inviting_party, next_due, number);
CREATE INDEX views_by_actor          ON views (actor, entry);
