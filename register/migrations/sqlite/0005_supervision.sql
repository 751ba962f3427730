-- Figures read the terms that ended, and the stages that were left, in a stretch of time.

CREATE INDEX clocks_ended ON clocks ((CASE outcome WHEN 'met' THEN ended_at ELSE due END), clock, clock_window, outcome, number)
    WHERE nature = 'statutory' AND outcome IN ('met', 'breached');

CREATE INDEX stages_by_at ON stages (at, office, number, place);
