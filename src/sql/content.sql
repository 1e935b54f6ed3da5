-- Bytes of attachments: under way, kept, cleared away.

-- upload_begin
INSERT INTO upload (home, id, touched_at, digest) VALUES (:home, :id, :touched_at, :digest)

-- upload_touch
UPDATE upload SET touched_at = :touched_at WHERE home = :home AND id = :id

-- upload_name
UPDATE upload SET digest = :digest WHERE home = :home AND id = :id

-- upload_get
SELECT home, id, touched_at, digest FROM upload WHERE home = :home AND id = :id

-- upload_end
DELETE FROM upload WHERE home = :home AND id = :id

-- upload_due scan: few are ever under way
SELECT home, id FROM upload WHERE touched_at < :before AND (:home IS NULL OR home = :home)
ORDER BY home, id

-- content_part_add
INSERT INTO content_part (home, upload, part, bytes) VALUES (:home, :upload, :part, :bytes)

-- content_part_get
SELECT bytes FROM content_part WHERE home = :home AND upload = :upload AND part = :part

-- content_part_any
SELECT part FROM content_part WHERE home = :home AND upload = :upload ORDER BY part LIMIT 1

-- content_parts
SELECT home, upload, part, bytes FROM content_part WHERE home = :home AND upload = :upload
ORDER BY part

-- content_parts_drop
DELETE FROM content_part WHERE home = :home AND upload = :upload

-- content_add
INSERT INTO content (home, entry, seq, digest, upload)
VALUES (:home, :entry, :seq, :digest, :upload)
ON CONFLICT (home, entry) DO UPDATE SET digest = excluded.digest, upload = excluded.upload

-- content_get
SELECT entry, seq, digest, upload FROM content WHERE home = :home AND entry = :entry

-- content_same
SELECT entry, seq, digest, upload FROM content WHERE home = :home AND digest = :digest
ORDER BY entry LIMIT 1

-- content_page
SELECT entry, seq, digest, upload FROM content WHERE home = :home AND entry > :after
ORDER BY entry LIMIT :limit

-- content_drop
DELETE FROM content WHERE home = :home AND entry = :entry

-- content_of_erased scan: a copy that goes on looks through what it has
SELECT c.entry AS entry, c.seq AS seq, c.digest AS digest, c.upload AS upload
FROM content c JOIN vault v ON v.home = c.home AND v.id = c.entry
WHERE c.home = :home AND v.nonce IS NULL ORDER BY c.entry

-- content_lost scan: verification misses nothing
SELECT v.id FROM attachment a JOIN vault v ON v.home = a.home AND v.id = a.content_v
LEFT JOIN content c ON c.home = v.home AND c.entry = v.id
WHERE a.home = :home AND v.nonce IS NOT NULL AND c.entry IS NULL ORDER BY v.id LIMIT 1

-- content_odd scan: verification misses nothing
SELECT c.entry FROM content c
LEFT JOIN vault v ON v.home = c.home AND v.id = c.entry
WHERE c.home = :home AND (v.nonce IS NULL OR v.value <> c.digest OR v.seq <> c.seq)
ORDER BY c.entry LIMIT 1

-- content_part_odd scan: verification misses nothing
SELECT upload FROM content_part WHERE home = :home
AND upload NOT IN (SELECT upload FROM content WHERE home = :home AND upload IS NOT NULL)
AND upload NOT IN (SELECT id FROM upload WHERE home = :home) ORDER BY upload LIMIT 1
