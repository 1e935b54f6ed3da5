-- Exclusions from rates: asked for, decided, looked at again. Their events are the demand's.

-- fragment not_blind
AND (d.against IS NULL OR NOT EXISTS (SELECT 1 FROM office_above x
  WHERE x.home = :root AND x.above = d.against AND (x.office = :office
  OR x.office IN (SELECT s.office FROM staff s WHERE s.home = :root AND s.id = :staff)
  OR x.office IN (SELECT r.office FROM staff_role r WHERE r.home = :root AND r.staff = :staff))))

-- fragment row
e.demand AS demand, t.order_no AS order_no, e.seq AS seq, e.state AS state, e.reason AS reason,
  e.note_v AS note, e.actor AS actor, e.office AS office, e.at AS at, e.decided AS decided,
  e.decided_by AS decided_by, e.decided_office AS decided_office,
  e.decided_note_v AS decided_note, e.decided_at AS decided_at, e.reviewed_by AS reviewed_by,
  e.reviewed_office AS reviewed_office, e.reviewed_note_v AS reviewed_note,
  e.reviewed_at AS reviewed_at

-- exclusion_insert
INSERT INTO exclusion (home, demand, seq, state, reason, note_v, actor, office, at)
VALUES (:home, :subject, :seq, :outcome, :reason, :note, :actor, :acting_office,
  COALESCE(CAST(:occurred_at AS BIGINT), :at))

-- exclusion_decide
UPDATE exclusion SET state = :outcome, decided = :seq, decided_by = :actor,
  decided_office = :acting_office, decided_note_v = :note,
  decided_at = COALESCE(CAST(:occurred_at AS BIGINT), :at)
WHERE home = :home AND demand = :subject AND seq = :requested

-- exclusion_review
UPDATE exclusion SET state = :outcome, reviewed_by = :actor, reviewed_office = :acting_office,
  reviewed_note_v = :note, reviewed_at = COALESCE(CAST(:occurred_at AS BIGINT), :at)
WHERE home = :home AND demand = :subject AND seq = :requested

-- exclusion_last
SELECT seq, state, reason, actor, decided, decided_by FROM exclusion
WHERE home = :home AND demand = :demand ORDER BY seq DESC LIMIT 1

-- exclusion_of
SELECT {row}
FROM exclusion e JOIN demand_text t ON t.home = e.home AND t.id = e.demand
WHERE e.home = :home AND e.demand = :demand AND e.seq > :after ORDER BY e.seq LIMIT :limit

-- exclusion_list scan: exclusions are few beside demands
SELECT {row}
FROM exclusion e JOIN demand_text t ON t.home = e.home AND t.id = e.demand
JOIN demand d ON d.home = e.home AND d.id = e.demand
WHERE e.home = :home AND e.seq > :after AND (:state IS NULL OR e.state = :state) AND d.voided = 0
{not_blind}
ORDER BY e.seq LIMIT :limit
