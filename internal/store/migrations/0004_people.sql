-- +goose Up
-- What people say of incidents, and what keeps incidents quiet.
ALTER TABLE incidents ADD COLUMN topic TEXT NOT NULL DEFAULT '';    -- what many incidents of one time may have in common; of a burst: has
ALTER TABLE incidents ADD COLUMN told_at BIGINT NOT NULL DEFAULT 0; -- when people were first told; 0: never
ALTER TABLE incidents ADD COLUMN burst TEXT NOT NULL DEFAULT '';    -- the incident that tells of this one
ALTER TABLE incidents ADD COLUMN muted_by TEXT NOT NULL DEFAULT ''; -- the silence that keeps it from being told
DROP INDEX incidents_unresolved;
CREATE INDEX incidents_open ON incidents (monitor_id, opened_at, id) WHERE status <> 'resolved';
CREATE UNIQUE INDEX incidents_unresolved ON incidents (monitor_id, kind) WHERE status <> 'resolved' AND kind <> 'burst' AND kind <> 'digest';
CREATE UNIQUE INDEX incidents_bursting ON incidents (monitor_id, topic) WHERE status <> 'resolved' AND (kind = 'burst' OR kind = 'digest');
CREATE INDEX incidents_live ON incidents (opened_at, id) WHERE status <> 'resolved';
CREATE INDEX incidents_topic ON incidents (topic, told_at) WHERE topic <> '' AND told_at > 0;
CREATE INDEX incidents_burst ON incidents (burst, id) WHERE burst <> '';
CREATE INDEX incidents_muted ON incidents (muted_by) WHERE muted_by <> '';

CREATE TABLE silences (
    id         TEXT   NOT NULL PRIMARY KEY,
    created_at BIGINT NOT NULL,
    until      BIGINT NOT NULL, -- when it ends or has ended
    closed     BIGINT NOT NULL, -- 1: its end has been told
    doc        TEXT   NOT NULL
);
CREATE INDEX silences_until ON silences (until, id);
CREATE INDEX silences_open ON silences (created_at, id) WHERE closed = 0;

CREATE TABLE audit (
    id      TEXT   NOT NULL PRIMARY KEY, -- sorts by time
    at      BIGINT NOT NULL,
    person  TEXT   NOT NULL,
    what    TEXT   NOT NULL,
    subject TEXT   NOT NULL,
    doc     TEXT   NOT NULL
);
CREATE INDEX audit_at ON audit (at, id);
CREATE INDEX audit_subject ON audit (subject, id);
