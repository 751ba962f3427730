-- Visas that are issued and not in Berkut are counted at each scrape: of all that were ever issued they are few.

CREATE INDEX cases_not_in_berkut ON cases (office, number) WHERE visa LIKE '%"invalid_because":"not_in_berkut"%';
