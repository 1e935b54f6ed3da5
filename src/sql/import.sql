-- Ledgers that were read in.

-- import_insert
INSERT INTO import (home, id, file, row_count, registered, updated, unchanged, skipped,
  quarantined, settled, revision, seq, created_at)
VALUES (:home, :subject, :file, :row_count, :registered, :updated, :unchanged, :skipped,
  :quarantined, 0, :revision, :seq, :at)

-- import_settle
UPDATE import SET settled = settled + 1, revision = :revision, seq = :seq
WHERE home = :home AND id = :subject

-- import_get
SELECT id, file, row_count, registered, updated, unchanged, skipped, quarantined, settled,
  revision, seq, created_at
FROM import WHERE home = :home AND id = :id

-- import_list
SELECT id, file, row_count, registered, updated, unchanged, skipped, quarantined, settled,
  revision, seq, created_at
FROM import WHERE home = :home AND id > :after ORDER BY id LIMIT :limit

-- import_office
SELECT o.id AS id FROM office_above a JOIN office o ON o.home = a.home AND o.id = a.office
WHERE a.home = :home AND a.above = :under AND o.name = :name AND o.voided = 0
ORDER BY a.distance, o.id LIMIT 1
