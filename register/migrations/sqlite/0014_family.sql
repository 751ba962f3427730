-- The family of a case: what was asked for a visa, and the case on whose invitation or visa it rests.

ALTER TABLE filings ADD COLUMN action TEXT; -- none for an invitation
ALTER TABLE filings ADD COLUMN parent TEXT; -- as the register knew it when the case was filed; none if it knew none

CREATE INDEX filings_by_parent ON filings (parent);
