-- Visits: planned, recorded, cancelled; who went, and what was found.

-- visit_insert
INSERT INTO visit (home, id, enterprise, state, day, planned_on, mode, purpose_v, started_at,
  ended_at, outcome, met, summary_v, cancel_reason, voided, revision, seq, created_at)
VALUES (:home, :subject, :enterprise, 'planned', :day, :day, :mode, :purpose, NULL,
  NULL, NULL, NULL, NULL, NULL, 0, :revision, :seq, :at)

-- visit_insert_recorded
INSERT INTO visit (home, id, enterprise, state, day, planned_on, mode, purpose_v, started_at,
  ended_at, outcome, met, summary_v, cancel_reason, voided, revision, seq, created_at)
VALUES (:home, :subject, :enterprise, 'recorded', :day, NULL, :mode, :purpose, :started_at,
  :ended_at, :outcome, :met, :summary, NULL, 0, :revision, :seq, :at)

-- visit_record
UPDATE visit SET state = 'recorded', day = :day, mode = :mode, started_at = :started_at,
  ended_at = :ended_at, outcome = :outcome, met = :met, summary_v = :summary,
  revision = :revision, seq = :seq
WHERE home = :home AND id = :subject

-- visit_update
UPDATE visit SET
  day = CASE WHEN :day? = 1 THEN :day ELSE day END,
  planned_on = CASE WHEN :planned_on? = 1 THEN :planned_on ELSE planned_on END,
  mode = CASE WHEN :mode? = 1 THEN :mode ELSE mode END,
  purpose_v = CASE WHEN :purpose? = 1 THEN :purpose ELSE purpose_v END,
  started_at = CASE WHEN :started_at? = 1 THEN :started_at ELSE started_at END,
  ended_at = CASE WHEN :ended_at? = 1 THEN :ended_at ELSE ended_at END,
  outcome = CASE WHEN :outcome? = 1 THEN :outcome ELSE outcome END,
  met = CASE WHEN :met? = 1 THEN :met ELSE met END,
  summary_v = CASE WHEN :summary? = 1 THEN :summary ELSE summary_v END,
  revision = :revision, seq = :seq
WHERE home = :home AND id = :subject

-- visit_cancel
UPDATE visit SET state = 'cancelled', cancel_reason = :reason, revision = :revision, seq = :seq
WHERE home = :home AND id = :subject

-- visit_void
UPDATE visit SET voided = 1, revision = :revision, seq = :seq
WHERE home = :home AND id = :subject

-- visit_team_clear
DELETE FROM visit_team WHERE home = :home AND visit = :subject

-- visit_team_add
INSERT INTO visit_team (home, visit, staff, office, part)
VALUES (:home, :subject, :staff, :office, :part)

-- visit_finding_add
INSERT INTO visit_finding (home, id, visit, category, text_v, demand)
VALUES (:home, :id, :subject, :category, :text, :demand)

-- visit_finding_amend
UPDATE visit_finding SET
  category = CASE WHEN :category? = 1 THEN :category ELSE category END,
  text_v = CASE WHEN :text? = 1 THEN :text ELSE text_v END
WHERE home = :home AND visit = :subject AND id = :id

-- visit_staff
SELECT office FROM staff WHERE home = :home AND id = :id AND voided = 0

-- visit_get
SELECT id, enterprise, state, day, planned_on, mode, purpose_v AS purpose, started_at, ended_at,
  outcome, met, summary_v AS summary, cancel_reason, voided, revision, seq, created_at
FROM visit WHERE home = :home AND id = :id

-- visit_team
SELECT t.staff AS staff, t.part AS part, t.office AS office, p.name AS name
FROM visit_team t LEFT JOIN staff p ON p.home = :root AND p.id = t.staff
WHERE t.home = :home AND t.visit = :visit ORDER BY t.staff

-- visit_findings
SELECT f.id AS id, f.category AS category, f.demand AS demand, t.order_no AS order_no,
  d.state AS state, f.text_v AS text
FROM visit_finding f LEFT JOIN demand d ON d.home = f.home AND d.id = f.demand
  LEFT JOIN demand_text t ON t.home = f.home AND t.id = f.demand
WHERE f.home = :home AND f.visit = :visit ORDER BY f.id

-- visit_finding_of
SELECT id FROM visit_finding WHERE home = :home AND visit = :visit AND id = :id

-- visit_demands
SELECT count(*) FROM visit_finding f JOIN demand d ON d.home = f.home AND d.id = f.demand
WHERE f.home = :home AND f.visit = :visit AND d.voided = 0

-- visit_list_enterprise
SELECT id, enterprise, state, day, planned_on, mode, purpose_v AS purpose, started_at, ended_at,
  outcome, met, summary_v AS summary, cancel_reason, voided, revision, seq, created_at
FROM visit
WHERE home = :home AND enterprise = :enterprise AND id > :after
AND (:state IS NULL OR state = :state) AND (:outcome IS NULL OR outcome = :outcome)
AND (:from IS NULL OR day >= :from) AND (:to IS NULL OR day <= :to)
AND voided <= COALESCE(:voided, 0)
ORDER BY id LIMIT :limit

-- visit_list_staff
SELECT v.id AS id, v.enterprise AS enterprise, v.state AS state, v.day AS day,
  v.planned_on AS planned_on, v.mode AS mode, v.purpose_v AS purpose, v.started_at AS started_at,
  v.ended_at AS ended_at, v.outcome AS outcome, v.met AS met, v.summary_v AS summary,
  v.cancel_reason AS cancel_reason, v.voided AS voided, v.revision AS revision, v.seq AS seq,
  v.created_at AS created_at
FROM visit_team t JOIN visit v ON v.home = t.home AND v.id = t.visit
WHERE t.home = :home AND t.staff = :staff AND t.visit > :after
AND (:enterprise IS NULL OR v.enterprise = :enterprise)
AND (:state IS NULL OR v.state = :state) AND (:outcome IS NULL OR v.outcome = :outcome)
AND (:from IS NULL OR v.day >= :from) AND (:to IS NULL OR v.day <= :to)
AND v.voided <= COALESCE(:voided, 0)
ORDER BY t.visit LIMIT :limit

-- visit_list_all
SELECT id, enterprise, state, day, planned_on, mode, purpose_v AS purpose, started_at, ended_at,
  outcome, met, summary_v AS summary, cancel_reason, voided, revision, seq, created_at
FROM visit
WHERE home = :home AND id > :after
AND (:state IS NULL OR state = :state) AND (:outcome IS NULL OR outcome = :outcome)
AND (:from IS NULL OR day >= :from) AND (:to IS NULL OR day <= :to)
AND voided <= COALESCE(:voided, 0)
ORDER BY id LIMIT :limit
