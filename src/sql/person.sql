-- What is held about one person: whose values they are, and what they belong to.

-- person_noun
SELECT 'contact' AS noun FROM contact WHERE home = :home AND id = :id
UNION ALL SELECT 'demand' AS noun FROM demand WHERE home = :home AND id = :id
UNION ALL SELECT 'staff' AS noun FROM staff WHERE home = :home AND id = :id
UNION ALL SELECT 'enterprise' AS noun FROM enterprise WHERE home = :home AND id = :id
UNION ALL SELECT 'visit' AS noun FROM visit WHERE home = :home AND id = :id
UNION ALL SELECT 'attachment' AS noun FROM attachment WHERE home = :home AND id = :id
UNION ALL SELECT 'whistle' AS noun FROM whistle WHERE home = :home AND id = :id
UNION ALL SELECT 'party' AS noun FROM party WHERE home = :home AND id = :id
UNION ALL SELECT 'import' AS noun FROM import WHERE home = :home AND id = :id

-- The demands that a thing belongs to: itself, those that a visit brought, that a whistle serves.
-- person_cases
SELECT d.id AS id, d.against AS against, d.confidential AS confidential
FROM demand d WHERE d.home = :home AND d.id = :about
UNION ALL SELECT d.id AS id, d.against AS against, d.confidential AS confidential
FROM visit_finding f JOIN demand d ON d.home = f.home AND d.id = f.demand
WHERE f.home = :home AND f.visit = :about
UNION ALL SELECT o.id AS id, o.against AS against, o.confidential AS confidential
FROM whistle_demand l JOIN demand o ON o.home = l.demand / 4294967296 AND o.id = l.demand
WHERE l.home = :home AND l.whistle = :about
UNION ALL SELECT o.id AS id, o.against AS against, o.confidential AS confidential
FROM party p JOIN whistle_demand l ON l.home = p.home AND l.whistle = p.whistle
  JOIN demand o ON o.home = l.demand / 4294967296 AND o.id = l.demand
WHERE p.home = :home AND p.id = :about

-- person_attachments
SELECT v.id AS id, v.subject AS subject, v.class AS class, v.seq AS seq
FROM attachment a JOIN vault v ON v.home = a.home AND v.subject = a.id
WHERE a.home = :home AND a.about = :about AND v.nonce IS NOT NULL AND v.class <> 'request'
ORDER BY v.id
