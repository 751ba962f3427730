-- Whether a clock's act is still to come, as the case itself says: lists and figures read it and decide nothing themselves.
-- What was recorded before gets what figures made of it: the extended window of coordination, which ends when it runs out, is awaited
-- until the answer starts the decision's clock, or the case ends.

ALTER TABLE clocks ADD COLUMN awaited INTEGER NOT NULL DEFAULT 0;
UPDATE clocks SET awaited = 1
    WHERE outcome = 'running' OR (outcome = 'breached' AND (ended_at IS NULL OR (clock = 'coordination' AND clock_window = 'extended'
        AND NOT EXISTS (SELECT 1 FROM clocks d WHERE d.number = clocks.number AND d.clock = 'decision')
        AND EXISTS (SELECT 1 FROM cases c WHERE c.number = clocks.number AND c.status = 'open'))));
