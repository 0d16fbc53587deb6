-- +goose Up
-- Each source has its own clock, and so its own deadlines.
DROP INDEX monitors_check;
CREATE INDEX monitors_check ON monitors (source, next_check_at, id) WHERE next_check_at > 0;
