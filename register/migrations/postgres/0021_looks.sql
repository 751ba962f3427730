-- Looks are listed from the newest on, by case, by person, by time, or what was refused; and of an office's cases those that ended lately.

DROP INDEX views_by_case;
DROP INDEX views_by_actor;
CREATE INDEX views_by_case    ON views (number, at, entry);
CREATE INDEX views_by_actor   ON views (actor, at, entry);
CREATE INDEX views_by_instant ON views (at, entry);
CREATE INDEX views_refused    ON views (at, entry) WHERE (substr(what, 1, 7) = 'denied:' OR what = 'refused');

DROP INDEX cases_by_holder;
CREATE INDEX cases_by_holder ON cases (office, status, officer, next_due);
CREATE INDEX cases_by_office_and_end ON cases (office, ended_at, officer);
