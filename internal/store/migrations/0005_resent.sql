-- +goose Up
-- Who asked last that a delivery be sent again, and when; 0: nobody did.
ALTER TABLE deliveries ADD COLUMN resent_by TEXT NOT NULL DEFAULT '';
ALTER TABLE deliveries ADD COLUMN resent_at BIGINT NOT NULL DEFAULT 0;
