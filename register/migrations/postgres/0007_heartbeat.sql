-- A register is up if what is written can be read back: this is what is written.

CREATE TABLE heartbeat (
    id    BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
    beats BIGINT NOT NULL
);

INSERT INTO heartbeat (id, beats) VALUES (1, 0);
