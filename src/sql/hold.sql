-- Legal holds: what may not be erased until they are lifted.

-- hold_insert
INSERT INTO hold (home, id, about, reason, note_v, count, placed_at, revision, seq)
VALUES (:home, :subject, :about, :reason, :note, :count, COALESCE(CAST(:occurred_at AS BIGINT), :at),
  :revision, :seq)

-- hold_entry_add
INSERT INTO hold_entry (home, hold, entry) VALUES (:home, :subject, :item)

-- hold_lift
UPDATE hold SET lifted_at = COALESCE(CAST(:occurred_at AS BIGINT), :at), lift_reason = :reason,
  revision = :revision, seq = :seq
WHERE home = :home AND id = :subject

-- hold_entries_drop
DELETE FROM hold_entry WHERE home = :home AND hold = :subject

-- fragment columns
id, about, reason, note_v AS note, count, placed_at, lifted_at, lift_reason, revision, seq

-- hold_get
SELECT {columns} FROM hold WHERE home = :home AND id = :id

-- hold_list
SELECT {columns} FROM hold WHERE home = :home AND id > :after ORDER BY id LIMIT :limit

-- hold_list_open
SELECT {columns} FROM hold WHERE home = :home AND id > :after AND lifted_at IS NULL
ORDER BY id LIMIT :limit

-- hold_any scan: the first that is open is enough
SELECT id FROM hold WHERE home = :home AND lifted_at IS NULL ORDER BY id LIMIT 1

-- Things about which values may be held.
-- hold_about_known
SELECT id FROM demand WHERE home = :home AND id = :id
UNION ALL SELECT id FROM whistle WHERE home = :home AND id = :id
UNION ALL SELECT id FROM party WHERE home = :home AND id = :id
UNION ALL SELECT id FROM visit WHERE home = :home AND id = :id
UNION ALL SELECT id FROM attachment WHERE home = :home AND id = :id
UNION ALL SELECT id FROM contact WHERE home = :home AND id = :id
UNION ALL SELECT id FROM enterprise WHERE home = :home AND id = :id
UNION ALL SELECT id FROM staff WHERE home = :home AND id = :id
UNION ALL SELECT id FROM import WHERE home = :home AND id = :id
UNION ALL SELECT id FROM supervision WHERE home = :home AND id = :id
UNION ALL SELECT id FROM cause WHERE home = :home AND id = :id
UNION ALL SELECT id FROM steward WHERE home = :home AND id = :id
UNION ALL SELECT id FROM office WHERE home = :home AND id = :id

-- fragment and_is_it
AND t.home = :home AND t.id = :thing AND h.lifted_at IS NULL

-- fragment and_of_it
AND t.home = :home AND t.whistle = :thing AND h.lifted_at IS NULL

-- On itself; on what it belongs to or what belongs to it; on an entry about either.
-- hold_of
SELECT id FROM (
SELECT h.id AS id FROM hold h
WHERE h.home = :home AND h.about = :thing AND h.lifted_at IS NULL
UNION ALL SELECT h.id FROM attachment t CROSS JOIN hold h
WHERE h.home = t.home AND h.about = t.about
{and_is_it}
UNION ALL SELECT h.id FROM attachment t JOIN party p ON p.home = t.home AND p.id = t.about
CROSS JOIN hold h
WHERE h.home = p.home AND h.about = p.whistle
{and_is_it}
UNION ALL SELECT h.id FROM contact t CROSS JOIN hold h
WHERE h.home = t.home AND h.about = t.enterprise
{and_is_it}
UNION ALL SELECT h.id FROM steward t CROSS JOIN hold h
WHERE h.home = t.home AND h.about = t.enterprise
{and_is_it}
UNION ALL SELECT h.id FROM party t CROSS JOIN hold h
WHERE h.home = t.home AND h.about = t.whistle
{and_is_it}
UNION ALL SELECT h.id FROM party t CROSS JOIN hold h
WHERE h.home = t.home AND h.about = t.id
{and_of_it}
UNION ALL SELECT h.id FROM visit_finding t CROSS JOIN hold h
WHERE h.home = t.home AND h.about = t.visit
{and_is_it}
UNION ALL SELECT h.id FROM supervision t CROSS JOIN hold h
WHERE h.home = t.home AND h.about = t.demand
{and_is_it}
UNION ALL SELECT h.id FROM supervision t CROSS JOIN hold h
WHERE h.home = t.home AND h.about = t.whistle
{and_is_it}
UNION ALL SELECT h.id FROM supervision t CROSS JOIN hold h
WHERE h.home = t.home AND h.about = t.party
{and_is_it}
UNION ALL SELECT e.hold FROM vault v CROSS JOIN hold_entry e
WHERE e.home = v.home AND e.entry = v.id
AND v.home = :home AND v.subject = :thing AND v.nonce IS NOT NULL
UNION ALL SELECT e.hold FROM party t CROSS JOIN vault v CROSS JOIN hold_entry e
WHERE v.home = t.home AND v.subject = t.id AND e.home = v.home AND e.entry = v.id
AND t.home = :home AND t.whistle = :thing AND v.nonce IS NOT NULL
UNION ALL SELECT e.hold FROM visit_finding t CROSS JOIN vault v CROSS JOIN hold_entry e
WHERE v.home = t.home AND v.subject = t.id AND e.home = v.home AND e.entry = v.id
AND t.home = :home AND t.visit = :thing AND v.nonce IS NOT NULL
) x ORDER BY id LIMIT 1
