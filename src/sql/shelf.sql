-- The shelf (挂账): what is not possible now, with the day on which it is looked at again. A stay is
-- one time that a demand lies there; its events are the demand's.

-- fragment not_blind
AND (d.against IS NULL OR NOT EXISTS (SELECT 1 FROM office_above x
  WHERE x.home = :root AND x.above = d.against AND (x.office = :office
  OR x.office IN (SELECT s.office FROM staff s WHERE s.home = :root AND s.id = :staff)
  OR x.office IN (SELECT r.office FROM staff_role r WHERE r.home = :root AND r.staff = :staff))))

-- fragment row
p.demand AS demand, t.order_no AS order_no, p.unit AS unit, d.kind AS kind,
  d.category AS category, p.seq AS seq, p.state AS state, p.reason AS reason,
  p.measure_v AS measure, p.review_on AS review_on, p.shelved_at AS shelved_at,
  p.reviews AS reviews, p.reviewed_at AS reviewed_at, p.proposer AS proposer,
  p.proposed_at AS proposed_at, p.strike_reason AS strike_reason, p.text_v AS text,
  p.decided_by AS decided_by, p.ended_at AS ended_at

-- shelf_put
INSERT INTO shelf (home, demand, seq, state, unit, reason, measure_v, review_on, shelved_at, reviews)
SELECT d.home, d.id, CAST(:seq AS BIGINT), 'shelved', d.unit, CAST(:reason AS TEXT),
  CAST(:measure AS BIGINT), CAST(:review_on AS BIGINT),
  COALESCE(CAST(:occurred_at AS BIGINT), CAST(:at AS BIGINT)), 0
FROM demand d WHERE d.home = :home AND d.id = :subject

-- shelf_unit
UPDATE shelf SET unit = :unit WHERE home = :home AND demand = :subject AND ended_at IS NULL

-- shelf_review
UPDATE shelf SET review_on = :review_on,
  measure_v = CASE WHEN :measure? = 1 THEN :measure ELSE measure_v END,
  reviews = reviews + 1, reviewed_at = COALESCE(CAST(:occurred_at AS BIGINT), :at)
WHERE home = :home AND demand = :subject AND ended_at IS NULL

-- shelf_propose
UPDATE shelf SET state = 'proposed', proposal = :seq, proposer = :actor, strike_reason = :reason,
  text_v = :text, proposed_at = COALESCE(CAST(:occurred_at AS BIGINT), :at)
WHERE home = :home AND demand = :subject AND ended_at IS NULL

-- The answer that was proposed is the answer from now on.
-- shelf_reply_add
INSERT INTO demand_reply (home, demand, seq, verb, text_v, note_v, disposition, resolution, level,
  actor, office, at)
SELECT p.home, p.demand, CAST(:seq AS BIGINT), CAST(:verb AS TEXT), p.text_v,
  CAST(:note AS BIGINT), CAST(:disposition AS TEXT), CAST(:resolution AS TEXT),
  CAST(:level AS TEXT), CAST(:actor AS BIGINT), CAST(:acting_office AS BIGINT),
  COALESCE(CAST(:occurred_at AS BIGINT), CAST(:at AS BIGINT))
FROM shelf p WHERE p.home = :home AND p.demand = :subject AND p.ended_at IS NULL

-- shelf_strike
UPDATE shelf SET state = 'struck_off', decided_by = :actor,
  ended_at = COALESCE(CAST(:occurred_at AS BIGINT), :at)
WHERE home = :home AND demand = :subject AND ended_at IS NULL

-- shelf_keep
UPDATE shelf SET state = 'shelved', proposal = NULL, decided_by = :actor,
  review_on = CASE WHEN :review_on? = 1 THEN :review_on ELSE review_on END
WHERE home = :home AND demand = :subject AND ended_at IS NULL

-- shelf_leave
UPDATE shelf SET state = 'left', ended_at = COALESCE(CAST(:occurred_at AS BIGINT), :at)
WHERE home = :home AND demand = :subject AND ended_at IS NULL

-- shelf_left
UPDATE demand SET review_on = NULL WHERE home = :home AND id = :subject

-- shelf_now
SELECT proposal, proposer, review_on FROM shelf
WHERE home = :home AND demand = :demand AND ended_at IS NULL ORDER BY seq DESC LIMIT 1

-- In the order in which they are to be looked at again.
-- shelf_list_home
SELECT {row}, p.review_on * 4294967296 + p.demand - p.home * 4294967296 AS place
FROM shelf p JOIN demand d ON d.home = p.home AND d.id = p.demand
JOIN demand_text t ON t.home = p.home AND t.id = p.demand
WHERE p.home = :home AND p.ended_at IS NULL AND p.review_on <= :due
AND p.review_on * 4294967296 + p.demand - p.home * 4294967296 > :after
AND (:state IS NULL OR p.state = :state)
{not_blind}
ORDER BY p.review_on, p.demand LIMIT :limit

-- shelf_list_unit
SELECT {row}, p.demand AS place
FROM office_above a CROSS JOIN shelf p
JOIN demand d ON d.home = p.home AND d.id = p.demand
JOIN demand_text t ON t.home = p.home AND t.id = p.demand
WHERE a.home = :root AND a.above = :unit AND p.unit = a.office AND p.ended_at IS NULL
AND p.review_on <= :due AND p.demand > :after AND (:state IS NULL OR p.state = :state)
{not_blind}
ORDER BY p.demand LIMIT :limit

-- shelf_of
SELECT {row}, p.seq AS place
FROM shelf p JOIN demand d ON d.home = p.home AND d.id = p.demand
JOIN demand_text t ON t.home = p.home AND t.id = p.demand
WHERE p.home = :home AND p.demand = :demand AND p.seq > :after ORDER BY p.seq LIMIT :limit
