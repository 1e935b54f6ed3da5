-- Lists and counts of demands. A reader sees the homes that her right to read reaches, and what
-- lay with an office that it reaches; what complains of her own office does not exist.

-- fragment row
d.id AS id, t.order_no AS order_no, d.state AS state, d.class AS class, d.unit AS unit,
  d.channel AS channel, d.kind AS kind, d.category AS category, d.urgency AS urgency,
  t.title_v AS subject, d.enterprise AS enterprise, d.confidential AS confidential,
  d.anonymous AS anonymous, d.due_at AS due_at, d.resolution AS resolution, d.level AS level,
  d.parent AS parent, d.opened_at AS opened_at, d.ended_at AS ended_at,
  d.reworks AS reworks, d.transfers AS transfers, d.problem AS problem, d.voided AS voided,
  d.revision AS revision

-- fragment filter
AND (:state IS NULL OR d.state = :state) AND (:class IS NULL OR d.class = :class)
AND (:unit IS NULL OR d.unit = :unit) AND (:kind IS NULL OR d.kind = :kind)
AND (:category IS NULL OR d.category = :category) AND (:channel IS NULL OR d.channel = :channel)
AND d.voided <= :voided AND d.problem >= :problem

-- fragment not_blind
AND (d.against IS NULL OR NOT EXISTS (SELECT 1 FROM office_above x
  WHERE x.home = :root AND x.above = d.against AND (x.office = :office
  OR x.office IN (SELECT s.office FROM staff s WHERE s.home = :root AND s.id = :staff)
  OR x.office IN (SELECT r.office FROM staff_role r WHERE r.home = :root AND r.staff = :staff))))

-- demand_list_home
SELECT {row}
FROM demand d JOIN demand_text t ON t.home = d.home AND t.id = d.id
WHERE d.home = :home
AND d.id > :after_id
{filter}
{not_blind}
ORDER BY d.home, d.id LIMIT :limit

-- By its place in time, whatever that is, and not by its number, so that the index of what is
-- open is read and not the whole home.
-- demand_list_open
SELECT {row}
FROM demand d JOIN demand_text t ON t.home = d.home AND t.id = d.id
WHERE d.home = :home AND d.class <> 'done'
AND d.opened_at > :after AND d.id + 0 > :after_id
{filter}
{not_blind}
ORDER BY d.id + 0 LIMIT :limit

-- demand_list_home_time scan: by time over closed ones too, for which no index is kept
SELECT {row}
FROM demand d JOIN demand_text t ON t.home = d.home AND t.id = d.id
WHERE d.home = :home
AND (d.opened_at > :after OR (d.opened_at = :after AND d.id > :after_id))
{filter}
{not_blind}
ORDER BY d.opened_at, d.id LIMIT :limit

-- demand_list_open_time
SELECT {row}
FROM demand d JOIN demand_text t ON t.home = d.home AND t.id = d.id
WHERE d.home = :home AND d.class <> 'done'
AND (d.opened_at > :after OR (d.opened_at = :after AND d.id > :after_id))
{filter}
{not_blind}
ORDER BY d.opened_at, d.id LIMIT :limit

-- demand_list_unit
SELECT {row}
FROM (SELECT DISTINCT u.home AS home, u.demand AS id
  FROM office_above a CROSS JOIN demand_unit u
  WHERE u.unit = a.office AND a.home = :root AND a.above = :reach AND (:home IS NULL OR u.home = :home)
  AND u.home NOT IN (SELECT o.chain FROM office_above b
    JOIN office o ON o.home = b.home AND o.id = b.office
    WHERE b.home = :root AND b.above = :reach AND o.chain IS NOT NULL)) v
JOIN demand d ON d.home = v.home AND d.id = v.id JOIN demand_text t ON t.home = d.home AND t.id = d.id
WHERE d.id > :after_id
{filter} AND (:open = 0 OR d.class <> 'done')
{not_blind}
ORDER BY d.id LIMIT :limit

-- demand_list_unit_time
SELECT {row}
FROM (SELECT DISTINCT u.home AS home, u.demand AS id
  FROM office_above a CROSS JOIN demand_unit u
  WHERE u.unit = a.office AND a.home = :root AND a.above = :reach AND (:home IS NULL OR u.home = :home)
  AND u.home NOT IN (SELECT o.chain FROM office_above b
    JOIN office o ON o.home = b.home AND o.id = b.office
    WHERE b.home = :root AND b.above = :reach AND o.chain IS NOT NULL)) v
JOIN demand d ON d.home = v.home AND d.id = v.id JOIN demand_text t ON t.home = d.home AND t.id = d.id
WHERE (d.opened_at > :after OR (d.opened_at = :after AND d.id > :after_id))
{filter} AND (:open = 0 OR d.class <> 'done')
{not_blind}
ORDER BY d.opened_at, d.id LIMIT :limit

-- demand_list_enterprise
SELECT {row}
FROM demand d JOIN demand_text t ON t.home = d.home AND t.id = d.id
WHERE d.enterprise = :enterprise AND (:home IS NULL OR d.home = :home)
{filter}
{not_blind}
ORDER BY d.home, d.id

-- demand_list_one
SELECT {row}
FROM demand d JOIN demand_text t ON t.home = d.home AND t.id = d.id
WHERE d.home = :home AND d.id = :id

-- demand_count_home scan: it counts all that an office has
SELECT value, count(*) AS count FROM (SELECT CASE :group WHEN 'state' THEN d.state WHEN 'class' THEN d.class
  WHEN 'level' THEN d.level WHEN 'resolution' THEN d.resolution WHEN 'kind' THEN d.kind
  WHEN 'category' THEN d.category WHEN 'channel' THEN d.channel
  WHEN 'outcome' THEN CASE WHEN d.class <> 'done' THEN 'open'
    WHEN d.resolution IN ('solved', 'workaround')
    THEN CASE WHEN d.above = 1 THEN 'solved_above' ELSE 'solved_at_office' END
    ELSE d.resolution END
  END AS value
FROM demand d WHERE d.home = :home AND d.voided = 0
{not_blind}
) counted GROUP BY value ORDER BY value

-- demand_count_unit
SELECT d.id AS id, CASE :group WHEN 'state' THEN d.state WHEN 'class' THEN d.class
  WHEN 'level' THEN d.level WHEN 'resolution' THEN d.resolution WHEN 'kind' THEN d.kind
  WHEN 'category' THEN d.category WHEN 'channel' THEN d.channel
  WHEN 'outcome' THEN CASE WHEN d.class <> 'done' THEN 'open'
    WHEN d.resolution IN ('solved', 'workaround')
    THEN CASE WHEN d.above = 1 THEN 'solved_above' ELSE 'solved_at_office' END
    ELSE d.resolution END
  END AS value
FROM (SELECT DISTINCT u.home AS home, u.demand AS id
  FROM office_above a CROSS JOIN demand_unit u
  WHERE u.unit = a.office AND a.home = :root AND a.above = :reach AND (:home IS NULL OR u.home = :home)
  AND u.home NOT IN (SELECT o.chain FROM office_above b
    JOIN office o ON o.home = b.home AND o.id = b.office
    WHERE b.home = :root AND b.above = :reach AND o.chain IS NOT NULL)) v
JOIN demand d ON d.home = v.home AND d.id = v.id
WHERE d.voided = 0
{not_blind}
ORDER BY d.id

-- Running cases on another chart than the one in force, with the clocks they have; along the
-- key, so that a slice begins where the one before ended.
-- demand_migrating scan @postgresql: the offices, once, into a hash
SELECT d.id AS id, d.revision AS revision, d.seq AS seq, d.state AS state, d.chart AS chart,
  d.class AS class, k.name AS clock, CASE WHEN k.state <> 'stopped' THEN 1 ELSE 0 END AS open
FROM demand d LEFT JOIN clock k ON k.home = d.home AND k.subject = d.id
WHERE d.home = :home AND d.id > :after_id AND d.class <> 'done' AND d.chart <> :group
{not_blind}
ORDER BY d.home, d.id, k.name, k.round
