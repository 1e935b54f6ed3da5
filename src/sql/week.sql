-- What happened in a week and in the one before, by unit; and what is overdue now. What complains of
-- the reader's own office is not counted.

-- fragment not_blind
(c.against = 0 OR 0 = (SELECT count(*) FROM office_above x
  WHERE x.home = :root AND x.above = c.against AND (x.office = :office
  OR x.office IN (SELECT s.office FROM staff s WHERE s.home = :root AND s.id = :staff)
  OR x.office IN (SELECT r.office FROM staff_role r WHERE r.home = :root AND r.staff = :staff))))

-- week_counts
SELECT c.unit AS unit, c.this AS this, CAST(sum(c.registered) AS BIGINT) AS registered,
  CAST(sum(c.closed) AS BIGINT) AS closed,
  CAST(sum(c.solved_at_office) AS BIGINT) AS solved_at_office,
  CAST(sum(c.solved_above) AS BIGINT) AS solved_above, CAST(sum(c.shelved) AS BIGINT) AS shelved,
  CAST(sum(c.struck_off) AS BIGINT) AS struck_off, CAST(sum(c.whistles) AS BIGINT) AS whistles,
  CAST(sum(c.party_missed) AS BIGINT) AS party_missed,
  CAST(sum(c.orders_issued) AS BIGINT) AS orders_issued,
  CAST(sum(c.orders_answered) AS BIGINT) AS orders_answered
FROM (SELECT f.unit AS unit, CASE WHEN f.at >= :since THEN 1 ELSE 0 END AS this,
    k.against AS against, f.registered AS registered, f.closed AS closed,
    f.solved_at_office AS solved_at_office, f.solved_above AS solved_above, f.shelved AS shelved,
    0 AS struck_off, 0 AS whistles, 0 AS party_missed, 0 AS orders_issued, 0 AS orders_answered
  FROM rate_fact f JOIN rate_case k ON k.home = f.home AND k.demand = f.demand AND k.party = ''
  WHERE f.home = :home AND f.at >= :before AND f.at < :until AND k.voided = 0
  UNION ALL SELECT p.unit, CASE WHEN p.ended_at >= :since THEN 1 ELSE 0 END,
    COALESCE(d.against, 0), 0, 0, 0, 0, 0, 1, 0, 0, 0, 0
  FROM shelf p JOIN demand d ON d.home = p.home AND d.id = p.demand
  WHERE p.home = :home AND p.state = 'struck_off' AND p.ended_at >= :before
    AND p.ended_at < :until AND d.voided = 0
  UNION ALL SELECT w.blower, CASE WHEN w.blown_at >= :since THEN 1 ELSE 0 END, w.against,
    0, 0, 0, 0, 0, 0, 1, 0, 0, 0
  FROM whistle w WHERE w.home = :home AND w.blown_at IS NOT NULL AND w.blown_at >= :before
    AND w.blown_at < :until AND w.voided = 0
  UNION ALL SELECT p.office, CASE WHEN p.missed_at >= :since THEN 1 ELSE 0 END, p.against,
    0, 0, 0, 0, 0, 0, 0, 1, 0, 0
  FROM party p WHERE p.home = :home AND p.missed_at IS NOT NULL AND p.missed_at >= :before
    AND p.missed_at < :until AND p.released_at IS NULL
  UNION ALL SELECT o.unit, CASE WHEN o.issued_at >= :since THEN 1 ELSE 0 END,
    COALESCE(d.against, w.against, 0), 0, 0, 0, 0, 0, 0, 0, 0, 1, 0
  FROM supervision o LEFT JOIN demand d ON d.home = o.home AND d.id = o.demand
  LEFT JOIN whistle w ON w.home = o.home AND w.id = o.whistle
  WHERE o.home = :home AND o.issued_at >= :before AND o.issued_at < :until AND o.voided = 0
  UNION ALL SELECT o.unit, CASE WHEN y.at >= :since THEN 1 ELSE 0 END,
    COALESCE(d.against, w.against, 0), 0, 0, 0, 0, 0, 0, 0, 0, 0, 1
  FROM supervision_reply y JOIN supervision o ON o.home = y.home AND o.id = y.supervision
  LEFT JOIN demand d ON d.home = o.home AND d.id = o.demand
  LEFT JOIN whistle w ON w.home = o.home AND w.id = o.whistle
  WHERE y.home = :home AND y.at >= :before AND y.at < :until AND o.voided = 0
) c WHERE {not_blind}
GROUP BY c.unit, c.this ORDER BY c.unit, c.this

-- Cases that show a red lamp, by who has them.
-- week_overdue
SELECT c.unit AS unit, count(DISTINCT c.subject) AS overdue
FROM (SELECT k.unit AS unit, k.subject AS subject, COALESCE(
    (SELECT d.against FROM demand d WHERE d.home = k.home AND d.id = k.subject),
    (SELECT w.against FROM whistle w WHERE w.home = k.home AND w.id = k.subject),
    (SELECT p.against FROM party p WHERE p.home = k.home AND p.id = k.subject),
    (SELECT COALESCE(
        (SELECT d.against FROM demand d WHERE d.home = o.home AND d.id = o.demand),
        (SELECT w.against FROM whistle w WHERE w.home = o.home AND w.id = o.whistle))
      FROM supervision o WHERE o.home = k.home AND o.id = k.subject), 0) AS against
  FROM clock k
  WHERE k.home = :home AND k.state <> 'stopped' AND k.due_at < :now
    AND (k.state = 'running' OR k.given = 1 OR k.until_at IS NOT NULL OR k.since_at > k.due_at)
) c WHERE {not_blind}
GROUP BY c.unit ORDER BY c.unit
