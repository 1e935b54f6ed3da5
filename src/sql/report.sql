-- Published reports. Their figures stay in the event that published them.

-- report_insert
INSERT INTO report (home, id, title, restates, revision, seq, created_at)
VALUES (:home, :subject, :title, :restates, :revision, :seq, :at)

-- report_restated
UPDATE report SET restated_by = :subject WHERE home = :home AND id = :restates

-- report_get
SELECT id, title, restates, restated_by, revision, seq, created_at FROM report
WHERE home = :home AND id = :id

-- report_list
SELECT id, title, restates, restated_by, revision, seq, created_at FROM report
WHERE home = :home AND id > :after ORDER BY id LIMIT :limit
