-- What a request for a visa rests on: what an invitation is to, and which visa ends with a case.

ALTER TABLE cases ADD COLUMN invited_to TEXT; -- JSON: entries and days; none of a visa, and of an invitation until it is recorded again

ALTER TABLE filings ADD COLUMN ends TEXT; -- the number of the visa that ends with the decision; none if none does

CREATE INDEX filings_by_ended_visa ON filings (ends);
