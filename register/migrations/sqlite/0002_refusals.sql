-- When the monitoring system refused a stage for good; an operator must look. Its case's stages wait, in order.

ALTER TABLE deliveries ADD COLUMN refused_at TEXT;

CREATE INDEX deliveries_refused ON deliveries (number, refused_at) WHERE accepted_at IS NULL AND refused_at IS NOT NULL;
