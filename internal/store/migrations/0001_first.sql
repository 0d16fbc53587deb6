-- +goose Up
CREATE TABLE observations (
    id         TEXT   NOT NULL PRIMARY KEY,
    monitor_id TEXT   NOT NULL,
    kind       TEXT   NOT NULL,
    at         BIGINT NOT NULL,
    seen_at    BIGINT NOT NULL,
    doc        TEXT   NOT NULL
);
CREATE INDEX observations_seen ON observations (seen_at);
CREATE INDEX observations_monitor ON observations (monitor_id, seen_at);

CREATE TABLE monitors (
    id            TEXT   NOT NULL PRIMARY KEY,
    source        TEXT   NOT NULL,
    cluster       TEXT   NOT NULL,
    namespace     TEXT   NOT NULL,
    name          TEXT   NOT NULL,
    removed_at    BIGINT NOT NULL,
    version       BIGINT NOT NULL,
    next_check_at BIGINT NOT NULL, -- 0: only when something is observed
    doc           TEXT   NOT NULL
);
CREATE INDEX monitors_check ON monitors (next_check_at, id) WHERE next_check_at > 0;
CREATE INDEX monitors_name ON monitors (namespace, name, id);
CREATE INDEX monitors_removed ON monitors (removed_at) WHERE removed_at > 0;

CREATE TABLE verdicts (
    monitor_id TEXT   NOT NULL,
    key        TEXT   NOT NULL,
    slot_at    BIGINT NOT NULL,
    run_id     TEXT   NOT NULL,
    judgement  TEXT   NOT NULL,
    cause      TEXT   NOT NULL,
    flags      TEXT   NOT NULL, -- comma-separated
    at         BIGINT NOT NULL,
    decided_at BIGINT NOT NULL,
    revisions  BIGINT NOT NULL, -- how often it was replaced
    doc        TEXT   NOT NULL,
    PRIMARY KEY (monitor_id, key)
);
CREATE INDEX verdicts_at ON verdicts (monitor_id, at, key);
CREATE INDEX verdicts_decided ON verdicts (decided_at);

CREATE TABLE incidents (
    id          TEXT   NOT NULL PRIMARY KEY,
    monitor_id  TEXT   NOT NULL,
    kind        TEXT   NOT NULL,
    status      TEXT   NOT NULL,
    opened_at   BIGINT NOT NULL,
    updated_at  BIGINT NOT NULL,
    resolved_at BIGINT NOT NULL,
    doc         TEXT   NOT NULL
);
CREATE INDEX incidents_opened ON incidents (opened_at, id);
CREATE INDEX incidents_status ON incidents (status, opened_at, id);
CREATE INDEX incidents_monitor ON incidents (monitor_id, opened_at, id);
CREATE UNIQUE INDEX incidents_unresolved ON incidents (monitor_id, kind) WHERE status <> 'resolved';
CREATE INDEX incidents_resolved ON incidents (resolved_at) WHERE resolved_at > 0;

-- The outbox. A thread is an incident at a destination: the unit of order and of the lease.
CREATE TABLE deliveries (
    seq          BIGINT NOT NULL PRIMARY KEY,
    id           TEXT   NOT NULL UNIQUE,
    incident_id  TEXT   NOT NULL,
    thread       TEXT   NOT NULL, -- incident_id, or id where there is no incident
    receiver     TEXT   NOT NULL,
    address      TEXT   NOT NULL,
    action       TEXT   NOT NULL,
    status       TEXT   NOT NULL, -- pending, sent, skipped, dead
    queued_at    BIGINT NOT NULL,
    not_before   BIGINT NOT NULL, -- when a retry is due; 0: at once
    in_flight    BIGINT NOT NULL, -- 1: claimed and not concluded
    uncertain    BIGINT NOT NULL, -- 1: an earlier attempt may have arrived
    attempts     BIGINT NOT NULL,
    last_error   TEXT   NOT NULL,
    concluded_at BIGINT NOT NULL,
    receipt      TEXT   NOT NULL,
    doc          TEXT   NOT NULL
);
CREATE INDEX deliveries_waiting ON deliveries (thread, receiver, address, seq) WHERE status = 'pending';
CREATE INDEX deliveries_status ON deliveries (status, seq);
CREATE INDEX deliveries_incident ON deliveries (incident_id, seq);
CREATE INDEX deliveries_concluded ON deliveries (concluded_at) WHERE concluded_at > 0;

CREATE TABLE threads (
    thread   TEXT   NOT NULL,
    receiver TEXT   NOT NULL,
    address  TEXT   NOT NULL,
    head     BIGINT NOT NULL, -- seq of the first waiting delivery; 0: nothing waits
    due_at   BIGINT NOT NULL, -- when the head may be claimed: 1 at once, later for a retry or the end of a lease; 0: nothing waits
    token    TEXT   NOT NULL, -- of the lease; empty: not leased
    receipt  TEXT   NOT NULL, -- of the message that started the thread; empty: none
    idle_at  BIGINT NOT NULL, -- since when nothing waits; 0: something does
    PRIMARY KEY (thread, receiver, address)
);
CREATE UNIQUE INDEX threads_head ON threads (head) WHERE head > 0;
CREATE INDEX threads_due ON threads (due_at, head) WHERE due_at > 0;
CREATE INDEX threads_idle ON threads (idle_at) WHERE idle_at > 0;

CREATE TABLE counters (
    name  TEXT   NOT NULL PRIMARY KEY,
    value BIGINT NOT NULL
);
INSERT INTO counters (name, value) VALUES ('delivery', 0);

CREATE TABLE settings (
    key   TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE checkins (
    id         TEXT   NOT NULL PRIMARY KEY,
    project    TEXT   NOT NULL,
    slug       TEXT   NOT NULL, -- empty: only known by its id
    monitor_id TEXT   NOT NULL,
    witness_of TEXT   NOT NULL, -- the Monitor whose runs this check-in confirms; empty: none
    created_at BIGINT NOT NULL,
    doc        TEXT   NOT NULL
);
CREATE UNIQUE INDEX checkins_slug ON checkins (project, slug) WHERE slug <> '';
CREATE INDEX checkins_monitor ON checkins (monitor_id);
CREATE UNIQUE INDEX checkins_witness ON checkins (witness_of) WHERE witness_of <> '';
CREATE INDEX checkins_project ON checkins (project, created_at, id);
