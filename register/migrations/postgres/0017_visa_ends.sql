-- Visas that have ended without Berkut knowing are counted at each scrape: of all that were ever issued they are few.

CREATE INDEX cases_not_ended_in_berkut ON cases (office, number) WHERE visa LIKE '%"not_ended_in_berkut":%';
