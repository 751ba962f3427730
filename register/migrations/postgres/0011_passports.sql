-- A passport is found by its number alone, whatever citizenship an application names beside it.

DROP INDEX cases_by_passport;
CREATE INDEX cases_by_passport_key ON cases (passport_key, filed_on);
