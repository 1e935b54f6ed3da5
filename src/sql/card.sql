-- Cards that units were given, and what came of them.

-- fragment not_blind
AND (c.against = 0 OR NOT EXISTS (SELECT 1 FROM office_above x
  WHERE x.home = :root AND x.above = c.against AND (x.office = :office
  OR x.office IN (SELECT s.office FROM staff s WHERE s.home = :root AND s.id = :staff)
  OR x.office IN (SELECT r.office FROM staff_role r WHERE r.home = :root AND r.staff = :staff))))

-- Of the rungs that fired those that gave one.
-- card_from_rung
INSERT INTO card (home, id, unit, about, colour, origin, clock, rung, against, given_at, voided,
  revision, seq)
SELECT CAST(:home AS BIGINT), CAST(:card_id AS BIGINT), CAST(:unit AS BIGINT),
  CAST(:about AS BIGINT), CAST(:card AS TEXT), 'clock', CAST(:clock AS TEXT),
  CAST(:rung AS TEXT), COALESCE(CAST(:against AS BIGINT), 0), CAST(:rung_at AS BIGINT), 0, 1,
  CAST(:seq AS BIGINT)
WHERE CAST(:card_id AS BIGINT) IS NOT NULL

-- card_give
INSERT INTO card (home, id, unit, about, colour, origin, reason, note_v, against, given_at,
  voided, revision, seq)
VALUES (:home, :subject, :unit, :about, :card, CASE WHEN :by_rule = 1 THEN 'rule' ELSE 'hand' END,
  :reason, :note, COALESCE(CAST(:against AS BIGINT), 0),
  COALESCE(CAST(:occurred_at AS BIGINT), :at), 0, :revision, :seq)

-- card_count
UPDATE card SET counted = :subject WHERE home = :home AND id = :card

-- card_void
UPDATE card SET voided = 1, revision = :revision, seq = :seq WHERE home = :home AND id = :subject

-- card_get
SELECT id, unit, about, colour, origin, clock, rung, reason, given_at, counted, voided, revision,
  seq FROM card WHERE home = :home AND id = :id

-- Those that nothing has come of, the last one first.
-- card_fresh
SELECT id, about, given_at FROM card
WHERE home = :home AND unit = :unit AND colour = :colour AND counted IS NULL AND voided = 0
ORDER BY given_at DESC, id DESC LIMIT :limit

-- Clocks of a unit that stopped in time meanwhile.
-- card_in_time
SELECT DISTINCT noun, name FROM clock
WHERE home = :home AND unit = :unit AND state = 'stopped' AND since_at > :since
AND since_at < :until AND since_at <= due_at ORDER BY noun, name

-- fragment row
c.id AS id, c.unit AS unit, c.about AS about,
  COALESCE(t.order_no, w.order_no, s.order_no) AS order_no, c.colour AS colour,
  c.origin AS origin, c.clock AS clock, c.rung AS rung, c.reason AS reason, c.note_v AS note,
  c.given_at AS given_at, c.counted AS counted, c.voided AS voided, c.revision AS revision

-- fragment about
LEFT JOIN demand_text t ON t.home = c.home AND t.id = c.about
LEFT JOIN party p ON p.home = c.home AND p.id = c.about
LEFT JOIN whistle_text w ON w.home = c.home AND w.id = COALESCE(p.whistle, c.about)
LEFT JOIN supervision_text s ON s.home = c.home AND s.id = c.about

-- fragment filter
AND c.id > :after AND (:colour IS NULL OR c.colour = :colour) AND c.voided <= :voided

-- card_list
SELECT {row} FROM card c {about}
WHERE c.home = :home {filter}
ORDER BY c.id LIMIT :limit

-- card_list_about
SELECT {row} FROM card c {about}
WHERE c.home = :home AND c.about = :about {filter}
ORDER BY c.id LIMIT :limit

-- Those of a unit and all below it, of whatever home.
-- card_list_unit
SELECT {row} FROM office_above a CROSS JOIN card c {about}
WHERE a.home = :root AND a.above = :unit AND c.unit = a.office {filter}
AND (c.about = :about OR :about = 0)
ORDER BY c.id LIMIT :limit

-- Those that an order, or a graver card, came of.
-- card_list_counted
SELECT {row} FROM card c {about}
WHERE c.home = :home AND c.counted = :counted
ORDER BY c.id

-- fragment sums
SELECT c.unit AS unit, sum(CASE WHEN c.colour = 'blue' THEN 1 ELSE 0 END) AS blue,
  sum(CASE WHEN c.colour = 'yellow' THEN 1 ELSE 0 END) AS yellow,
  sum(CASE WHEN c.colour = 'red' THEN 1 ELSE 0 END) AS red,
  sum(CASE WHEN c.colour = 'yellow' AND c.counted IS NULL THEN 1 ELSE 0 END) AS open_yellow,
  sum(CASE WHEN c.colour = 'red' AND c.counted IS NULL THEN 1 ELSE 0 END) AS open_red

-- fragment counted
AND c.given_at >= :since AND c.given_at < :until AND c.voided = 0
{not_blind}
GROUP BY c.unit ORDER BY c.unit LIMIT :limit

-- How many of each colour, by unit.
-- card_sums
{sums}
FROM card c WHERE c.home = :home {counted}

-- card_sums_unit
{sums}
FROM office_above a CROSS JOIN card c
WHERE a.home = :root AND a.above = :unit AND c.unit = a.office {counted}
