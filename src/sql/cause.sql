-- Root causes (共性问题): what many demands have in common, and what is done about it.

-- fragment not_blind
AND NOT EXISTS (SELECT 1 FROM cause_demand l
  JOIN demand d ON d.home = l.demand / 4294967296 AND d.id = l.demand
  JOIN office_above x ON x.home = :root AND x.above = d.against
  WHERE l.home = k.home AND l.cause = k.id AND d.against IS NOT NULL AND (x.office = :office
  OR x.office IN (SELECT s.office FROM staff s WHERE s.home = :root AND s.id = :staff)
  OR x.office IN (SELECT r.office FROM staff_role r WHERE r.home = :root AND r.staff = :staff)))

-- fragment row
k.id AS id, t.order_no AS order_no, k.state AS state, k.category AS category, k.unit AS unit,
  t.title_v AS subject, k.due_on AS due_on, k.resolution AS resolution, k.level AS level,
  k.above AS above, k.demands AS demands, k.opened_at AS opened_at, k.planned_at AS planned_at,
  k.solved_at AS solved_at, k.voided AS voided, k.revision AS revision

-- cause_insert
INSERT INTO cause (home, id, state, category, unit, above, demands, opened_at, voided, revision, seq)
VALUES (:home, :subject, 'open', :category, :unit, 0, 0,
  COALESCE(CAST(:occurred_at AS BIGINT), :at), 0, :revision, :seq)

-- cause_text_insert
INSERT INTO cause_text (home, id, order_no, title_v, detail_v)
VALUES (:home, :subject, :order_no, :title, :detail)

-- cause_count_up
INSERT INTO cause_counter (home, year, number) VALUES (:home, :year, :number)
ON CONFLICT (home, year) DO UPDATE SET number = excluded.number

-- cause_number
SELECT number FROM cause_counter WHERE home = :home AND year = :year

-- cause_demand_add
INSERT INTO cause_demand (home, cause, demand, seq) VALUES (:home, :subject, :demand, :seq)

-- cause_demand_first
INSERT INTO cause_demand (home, cause, demand, seq) VALUES (:home, :subject, :item, :seq)

-- cause_demand_remove
DELETE FROM cause_demand WHERE home = :home AND cause = :subject AND demand = :demand

-- cause_demand_count
UPDATE cause SET demands = (SELECT count(*) FROM cause_demand c
  WHERE c.home = :home AND c.cause = :subject)
WHERE home = :home AND id = :subject

-- cause_step
UPDATE cause SET state = COALESCE(CAST(:state AS TEXT), state),
  category = COALESCE(CAST(:category AS TEXT), category),
  unit = COALESCE(CAST(:unit AS BIGINT), unit),
  due_on = COALESCE(CAST(:due_on AS BIGINT), due_on),
  resolution = CASE WHEN :state = 'solved' THEN :resolution WHEN :state = 'open' THEN NULL ELSE resolution END,
  level = CASE WHEN :state = 'solved' THEN :level WHEN :state = 'open' THEN NULL ELSE level END,
  above = CASE WHEN :state = 'solved' THEN COALESCE(:above, 0) WHEN :state = 'open' THEN 0 ELSE above END,
  planned_at = CASE WHEN :state = 'planned' THEN COALESCE(CAST(:occurred_at AS BIGINT), :at) ELSE planned_at END,
  solved_at = CASE WHEN :state = 'solved' THEN COALESCE(CAST(:occurred_at AS BIGINT), :at)
    WHEN :state = 'open' THEN NULL ELSE solved_at END,
  voided = COALESCE(:voided, voided), revision = :revision, seq = :seq
WHERE home = :home AND id = :subject

-- cause_text_step
UPDATE cause_text SET
  title_v = CASE WHEN :title? = 1 THEN :title ELSE title_v END,
  detail_v = CASE WHEN :detail? = 1 THEN :detail ELSE detail_v END,
  plan_v = CASE WHEN :plan? = 1 THEN :plan ELSE plan_v END,
  result_v = CASE WHEN :text? = 1 THEN :text ELSE result_v END
WHERE home = :home AND id = :subject

-- cause_get
SELECT id, state, category, unit, due_on, resolution, level, above, demands, opened_at, planned_at,
  solved_at, voided, revision, seq FROM cause WHERE home = :home AND id = :id

-- cause_text_get
SELECT order_no, title_v AS subject, detail_v AS detail, plan_v AS plan, result_v AS result
FROM cause_text WHERE home = :home AND id = :id

-- cause_demand_get
SELECT demand FROM cause_demand WHERE home = :home AND cause = :cause AND demand = :demand

-- Which offices the demands complain of that it joins.
-- cause_against
SELECT DISTINCT d.against AS against FROM cause_demand l
JOIN demand d ON d.home = l.demand / 4294967296 AND d.id = l.demand
WHERE l.home = :home AND l.cause = :cause AND d.against IS NOT NULL ORDER BY d.against

-- cause_list
SELECT {row} FROM cause k JOIN cause_text t ON t.home = k.home AND t.id = k.id
WHERE k.home = :home AND k.id > :after
AND (:state IS NULL OR k.state = :state) AND (:category IS NULL OR k.category = :category)
AND k.voided <= COALESCE(CAST(:voided AS BIGINT), 0)
{not_blind}
ORDER BY k.id LIMIT :limit

-- cause_list_demand
SELECT {row} FROM cause_demand c JOIN cause k ON k.home = c.home AND k.id = c.cause
JOIN cause_text t ON t.home = k.home AND t.id = k.id
WHERE c.demand = :demand AND k.id > :after
AND (:state IS NULL OR k.state = :state) AND (:category IS NULL OR k.category = :category)
AND k.voided <= COALESCE(CAST(:voided AS BIGINT), 0)
{not_blind}
ORDER BY k.id LIMIT :limit

-- cause_demands
SELECT c.demand AS demand, t.order_no AS order_no, d.state AS state, d.class AS class,
  d.kind AS kind, d.category AS category, d.unit AS unit, d.opened_at AS opened_at,
  d.ended_at AS ended_at
FROM cause_demand c
JOIN demand d ON d.home = c.demand / 4294967296 AND d.id = c.demand
JOIN demand_text t ON t.home = c.demand / 4294967296 AND t.id = c.demand
WHERE c.home = :home AND c.cause = :cause AND c.demand > :after ORDER BY c.demand LIMIT :limit
