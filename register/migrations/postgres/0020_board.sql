-- Who has which cases and when they fall due, for the board of those who supervise; and who does not decide a case (four eyes), as JSON.

ALTER TABLE cases ADD COLUMN may_not_decide TEXT;

CREATE INDEX cases_by_holder ON cases (office, officer, status, next_due);
