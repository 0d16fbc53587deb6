-- +goose Up
-- What was reported and is not taken in yet: a row for each commit.
CREATE TABLE journal (
    id  TEXT NOT NULL PRIMARY KEY, -- sorts by time
    doc TEXT NOT NULL
);

ALTER TABLE checkins ADD COLUMN name TEXT NOT NULL DEFAULT '';
CREATE INDEX checkins_name ON checkins (project, name) WHERE name <> '';
