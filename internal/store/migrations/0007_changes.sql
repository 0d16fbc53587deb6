-- +goose Up
-- What was changed in the registry of check-ins, so that those who remember it need not ask for each of them again.
CREATE TABLE checkin_changes (
    seq BIGINT NOT NULL PRIMARY KEY, -- without gaps, in the order of the commits
    id  TEXT   NOT NULL              -- of the check-in
);
CREATE TABLE checkin_clock (
    id  BIGINT NOT NULL PRIMARY KEY, -- 1: there is one row, and who changes the registry holds it until the commit
    seq BIGINT NOT NULL
);
INSERT INTO checkin_clock (id, seq) VALUES (1, 0);
