-- Things whose time to be kept began before the instant :before, which is the end of the day :last,
-- and about which personal values are still held. It began with `at` or with `day`, whichever was
-- earlier.

-- fragment held
EXISTS (SELECT 1 FROM vault v WHERE v.home = t.home AND v.subject = t.id AND v.nonce IS NOT NULL
  AND v.class <> 'request')

-- retention_demand
SELECT t.id AS id, t.kind AS kind, t.ended_at AS at FROM demand t
WHERE t.home = :home AND t.id > :after AND t.ended_at < :before AND {held}
ORDER BY t.id LIMIT :limit

-- retention_whistle
SELECT t.id AS id, t.kind AS kind, t.ended_at AS at FROM whistle t
WHERE t.home = :home AND t.id > :after AND t.ended_at < :before AND ({held}
  OR (SELECT v.id FROM party p JOIN vault v ON v.home = p.home AND v.subject = p.id
    WHERE p.home = t.home AND p.whistle = t.id AND v.nonce IS NOT NULL AND v.class <> 'request'
    ORDER BY v.id LIMIT 1) IS NOT NULL)
ORDER BY t.id LIMIT :limit

-- retention_visit
SELECT t.id AS id, t.mode AS kind, t.day AS day FROM visit t
WHERE t.home = :home AND t.id > :after AND t.day <= :last AND ({held}
  OR (SELECT v.id FROM visit_finding f JOIN vault v ON v.home = f.home AND v.subject = f.id
    WHERE f.home = t.home AND f.visit = t.id AND v.nonce IS NOT NULL AND v.class <> 'request'
    ORDER BY v.id LIMIT 1) IS NOT NULL)
ORDER BY t.id LIMIT :limit

-- Evidence of what ended, or that is void.
-- retention_attachment
SELECT t.id AS id, t.kind AS kind, CASE WHEN t.voided = 1 THEN e.at
  ELSE COALESCE(d.ended_at, w.ended_at) END AS at,
  CASE WHEN t.voided = 0 THEN x.day END AS day
FROM attachment t JOIN event e ON e.home = t.home AND e.seq = t.seq
  LEFT JOIN demand d ON d.home = t.home AND d.id = t.about
  LEFT JOIN visit x ON x.home = t.home AND x.id = t.about
  LEFT JOIN party p ON p.home = t.home AND p.id = t.about
  LEFT JOIN whistle w ON w.home = p.home AND w.id = p.whistle
WHERE t.home = :home AND t.id > :after
AND ((t.voided = 1 AND e.at < :before) OR d.ended_at < :before OR w.ended_at < :before
  OR x.day <= :last) AND {held}
ORDER BY t.id LIMIT :limit

-- retention_contact
SELECT t.id AS id, t.kind AS kind, t.at AS at, t.day AS day
FROM (SELECT c.home AS home, c.id AS id, c.role AS kind, c.consent_until AS day,
    (SELECT e.at FROM event e WHERE e.home = c.home AND e.seq = CASE WHEN c.voided = 1 THEN c.seq
      WHEN n.voided = 1 OR n.state IN ('closed', 'moved') THEN n.seq END) AS at
  FROM contact c JOIN enterprise n ON n.home = c.home AND n.id = c.enterprise
  WHERE c.home = :home AND c.id > :after) t
WHERE (t.day <= :last OR t.at < :before) AND {held}
ORDER BY t.id LIMIT :limit

-- retention_enterprise
SELECT t.id AS id, t.kind AS kind, e.at AS at
FROM enterprise t JOIN event e ON e.home = t.home AND e.seq = t.seq
WHERE t.home = :home AND t.id > :after AND (t.voided = 1 OR t.state IN ('closed', 'moved'))
AND e.at < :before AND {held} ORDER BY t.id LIMIT :limit

-- retention_staff
SELECT t.id AS id, e.at AS at FROM staff t JOIN event e ON e.home = t.home AND e.seq = t.seq
WHERE t.home = :home AND t.id > :after AND t.voided = 1 AND e.at < :before AND {held}
ORDER BY t.id LIMIT :limit

-- retention_supervision
SELECT t.id AS id, t.kind AS kind, t.ended_at AS at FROM supervision t
WHERE t.home = :home AND t.id > :after AND t.ended_at < :before AND {held}
ORDER BY t.id LIMIT :limit

-- retention_cause
SELECT t.id AS id, t.category AS kind, CASE WHEN t.voided = 1 THEN e.at ELSE t.solved_at END AS at
FROM cause t JOIN event e ON e.home = t.home AND e.seq = t.seq
WHERE t.home = :home AND t.id > :after AND ((t.voided = 1 AND e.at < :before)
  OR t.solved_at < :before) AND {held}
ORDER BY t.id LIMIT :limit

-- retention_steward
SELECT t.id AS id, e.at AS at FROM steward t JOIN event e ON e.home = t.home AND e.seq = t.seq
WHERE t.home = :home AND t.id > :after AND t.voided = 1 AND e.at < :before AND {held}
ORDER BY t.id LIMIT :limit

-- retention_office
SELECT t.id AS id, t.kind AS kind, e.at AS at
FROM office t JOIN event e ON e.home = t.home AND e.seq = t.seq
WHERE t.home = :home AND t.id > :after AND t.voided = 1 AND e.at < :before AND {held}
ORDER BY t.id LIMIT :limit

-- retention_calendar
SELECT t.id AS id, e.at AS at
FROM calendar_paper t JOIN event e ON e.home = t.home AND e.seq = t.seq
WHERE t.home = :home AND t.id > :after AND t.voided = 1 AND e.at < :before AND {held}
ORDER BY t.id LIMIT :limit

-- retention_hold
SELECT t.id AS id, t.reason AS kind, t.lifted_at AS at FROM hold t
WHERE t.home = :home AND t.id > :after AND t.lifted_at < :before AND {held}
ORDER BY t.id LIMIT :limit

-- Imports with rows in quarantine, or with words about how those were settled.
-- retention_import
SELECT t.id AS id, t.created_at AS at FROM import t
WHERE t.home = :home AND t.id > :after AND t.created_at < :before AND ({held}
  OR EXISTS (SELECT 1 FROM quarantine q WHERE q.home = t.home AND q.import = t.id
    AND q.erased = 0))
ORDER BY t.id LIMIT :limit

-- Personal values held about a thing, whichever event brought them.
-- held_of
SELECT id, subject, class, seq FROM vault
WHERE home = :home AND subject = :subject AND nonce IS NOT NULL AND class <> 'request' ORDER BY id

-- held
SELECT id, subject, class, seq FROM vault
WHERE home = :home AND id = :id AND nonce IS NOT NULL AND class <> 'request'

-- held_of_parties
SELECT v.id AS id, v.subject AS subject, v.class AS class, v.seq AS seq
FROM party p JOIN vault v ON v.home = p.home AND v.subject = p.id
WHERE p.home = :home AND p.whistle = :whistle AND v.nonce IS NOT NULL AND v.class <> 'request'
ORDER BY v.id

-- held_of_findings
SELECT v.id AS id, v.subject AS subject, v.class AS class, v.seq AS seq
FROM visit_finding f JOIN vault v ON v.home = f.home AND v.subject = f.id
WHERE f.home = :home AND f.visit = :visit AND v.nonce IS NOT NULL AND v.class <> 'request'
ORDER BY v.id

-- What a thing tells of: a visit or a finding of the demands it became, a root cause of those that it
-- joins, a hold of what it was placed on.
-- tells_of
SELECT demand AS id FROM visit_finding
WHERE home = :home AND visit = :thing AND demand IS NOT NULL
UNION ALL SELECT demand AS id FROM visit_finding
WHERE home = :home AND id = :thing AND demand IS NOT NULL
UNION ALL SELECT demand AS id FROM cause_demand WHERE home = :home AND cause = :thing
UNION ALL SELECT about AS id FROM hold WHERE home = :home AND id = :thing AND about IS NOT NULL
ORDER BY id
