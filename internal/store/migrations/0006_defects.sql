-- +goose Up
-- What will keep a message from reaching somebody who can act on it.
CREATE TABLE defects (
    id      TEXT   NOT NULL PRIMARY KEY, -- kind and subject
    kind    TEXT   NOT NULL,
    team    TEXT   NOT NULL, -- who is to mend it
    gone_at BIGINT NOT NULL, -- when it was first not there any more; 0: it is
    doc     TEXT   NOT NULL
);
CREATE INDEX defects_there ON defects (team, id) WHERE gone_at = 0;
CREATE INDEX defects_gone ON defects (gone_at) WHERE gone_at > 0;
