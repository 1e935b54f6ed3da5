-- Rows that could not be imported, as they came.

-- quarantine_add
INSERT INTO quarantine (home, import, line, raw, content, shown, rule, field, settled, erased)
VALUES (:home, :import, :line, :raw, :content, :shown, :rule, :field, NULL, 0)

-- quarantine_get
SELECT line, raw, content, shown, rule, field, settled, erased FROM quarantine
WHERE home = :home AND import = :import AND line = :line

-- quarantine_list
SELECT line, raw, content, shown, rule, field, settled, erased FROM quarantine
WHERE home = :home AND import = :import AND line > :after
AND (:open = 0 OR settled IS NULL) ORDER BY line LIMIT :limit

-- quarantine_settle
UPDATE quarantine SET settled = :settled
WHERE home = :home AND import = :import AND line = :line

-- quarantine_texts scan: an erasure is rare and must miss nothing
SELECT import, line, content FROM quarantine WHERE home = :home AND content IS NOT NULL
ORDER BY import, line

-- quarantine_wipe
UPDATE quarantine SET raw = NULL, content = NULL, shown = NULL, erased = 1
WHERE home = :home AND import = :import AND line = :line

-- quarantine_wipe_import
UPDATE quarantine SET raw = NULL, content = NULL, shown = NULL, erased = 1
WHERE home = :home AND import = :import AND erased = 0
