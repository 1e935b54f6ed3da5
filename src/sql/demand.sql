-- Demands: what was asked, where it stands, who is in charge.

-- demand_insert
INSERT INTO demand (home, id, state, class, unit, channel, kind, category, urgency, enterprise,
  against, confidential, anonymous, from_above, due_at, above, not_reached, parent, parts,
  reworks, transfers, problem, registrar, chart, opened_at, voided, revision, seq)
VALUES (:home, :subject, :state, :class, :unit, :channel, :kind, :category, :urgency,
  :enterprise, :against, COALESCE(:confidential, 0), COALESCE(:anonymous, 0),
  COALESCE(:from_above, 0), :due_at, 0, 0, :parent, 0, 0, 0, 0, :actor, :chart,
  COALESCE(CAST(:occurred_at AS BIGINT), :at), 0, :revision, :seq)

-- demand_text_insert
INSERT INTO demand_text (home, id, order_no, title_v, detail_v, place_v, name_v, phone_v,
  external_system, external_code, taker, visit, finding)
VALUES (:home, :subject, :order_no, :title, :detail, :place, :name, :phone, :external_system,
  :external_code, :taker, :visit, :finding)

-- demand_count_up
INSERT INTO demand_counter (home, year, number) VALUES (:home, :year, :number)
ON CONFLICT (home, year) DO UPDATE SET number = excluded.number

-- demand_number
SELECT number FROM demand_counter WHERE home = :home AND year = :year

-- A step that only moves on: sign, contact, handle, close.
-- demand_step
UPDATE demand SET state = :state, class = :class,
  disposition = CASE WHEN :disposition? = 1 THEN :disposition ELSE disposition END,
  ended_at = CASE WHEN :class = 'done' THEN COALESCE(CAST(:occurred_at AS BIGINT), :at) ELSE NULL END,
  revision = :revision, seq = :seq
WHERE home = :home AND id = :subject

-- demand_move
UPDATE demand SET state = :state, class = :class,
  unit = CASE WHEN :unit? = 1 THEN :unit ELSE unit END,
  disposition = CASE WHEN :disposition? = 1 THEN :disposition ELSE disposition END,
  parts = CASE WHEN :part_count? = 1 THEN :part_count ELSE parts END,
  merged_into = :into,
  reworks = reworks + COALESCE(:rework, 0), transfers = transfers + COALESCE(:transfer, 0),
  problem = COALESCE(:problem, problem),
  ended_at = CASE WHEN :class = 'done' THEN COALESCE(CAST(:occurred_at AS BIGINT), :at) ELSE NULL END,
  voided = COALESCE(:voided, voided),
  revision = :revision, seq = :seq
WHERE home = :home AND id = :subject

-- demand_answer
UPDATE demand SET state = :state, class = :class,
  disposition = :disposition, resolution = :resolution, level = :level,
  above = COALESCE(:above, 0), review_on = :review_on, not_reached = 0,
  ended_at = CASE WHEN :class = 'done' THEN COALESCE(CAST(:occurred_at AS BIGINT), :at) ELSE NULL END,
  revision = :revision, seq = :seq
WHERE home = :home AND id = :subject

-- demand_called
UPDATE demand SET state = :state, class = :class, not_reached = COALESCE(:not_reached, 0),
  reworks = reworks + COALESCE(:rework, 0), problem = COALESCE(:problem, problem),
  ended_at = CASE WHEN :class = 'done' THEN COALESCE(CAST(:occurred_at AS BIGINT), :at) ELSE NULL END,
  revision = :revision, seq = :seq
WHERE home = :home AND id = :subject

-- A step whose codes are not the demand's own yet.
-- demand_state
UPDATE demand SET state = :state, class = :class, revision = :revision, seq = :seq
WHERE home = :home AND id = :subject

-- demand_review
UPDATE demand SET review_on = :review_on WHERE home = :home AND id = :subject

-- demand_migrated
UPDATE demand SET state = :state, class = :class, chart = :chart, revision = :revision, seq = :seq
WHERE home = :home AND id = :subject

-- demand_clock_moved
UPDATE clock SET name = :to,
  next_at = CASE WHEN state = 'stopped' THEN next_at ELSE CAST(:next_at AS BIGINT) END,
  next_rung = CASE WHEN state = 'stopped' THEN next_rung ELSE :next_rung END
WHERE home = :home AND subject = :subject AND name = :clock

-- demand_pause_moved
UPDATE clock_pause SET name = :to WHERE home = :home AND subject = :subject AND name = :clock

-- demand_touch
UPDATE demand SET revision = :revision, seq = :seq WHERE home = :home AND id = :subject

-- demand_amend
UPDATE demand SET
  channel = CASE WHEN :channel? = 1 THEN :channel ELSE channel END,
  kind = CASE WHEN :kind? = 1 THEN :kind ELSE kind END,
  category = CASE WHEN :category? = 1 THEN :category ELSE category END,
  urgency = CASE WHEN :urgency? = 1 THEN :urgency ELSE urgency END,
  enterprise = CASE WHEN :enterprise? = 1 THEN :enterprise ELSE enterprise END,
  confidential = COALESCE(:confidential, confidential),
  due_at = CASE WHEN :due_at? = 1 THEN :due_at ELSE due_at END,
  resolution = CASE WHEN :resolution? = 1 THEN :resolution ELSE resolution END,
  level = CASE WHEN :level? = 1 THEN :level ELSE level END,
  above = CASE WHEN :level? = 1 THEN COALESCE(:above, 0) ELSE above END,
  revision = :revision, seq = :seq
WHERE home = :home AND id = :subject

-- demand_text_amend
UPDATE demand_text SET
  title_v = CASE WHEN :title? = 1 THEN :title ELSE title_v END,
  detail_v = CASE WHEN :detail? = 1 THEN :detail ELSE detail_v END,
  place_v = CASE WHEN :place? = 1 THEN :place ELSE place_v END,
  name_v = CASE WHEN :name? = 1 THEN :name ELSE name_v END,
  phone_v = CASE WHEN :phone? = 1 THEN :phone ELSE phone_v END
WHERE home = :home AND id = :subject

-- demand_unit_lead
INSERT INTO demand_unit (home, demand, seq, unit, part, due_at, at)
VALUES (:home, :subject, :seq, :unit, 'lead', :unit_due_at, COALESCE(CAST(:occurred_at AS BIGINT), :at))

-- demand_unit_assist
INSERT INTO demand_unit (home, demand, seq, unit, part, due_at, at)
VALUES (:home, :subject, :seq, :item, 'assist', :unit_due_at, COALESCE(CAST(:occurred_at AS BIGINT), :at))

-- demand_unit_taker
INSERT INTO demand_unit (home, demand, seq, unit, part, at)
VALUES (:home, :subject, :seq, :taker, 'taker', COALESCE(CAST(:occurred_at AS BIGINT), :at))

-- demand_reply_add
INSERT INTO demand_reply (home, demand, seq, verb, text_v, note_v, measure_v, disposition,
  resolution, level, review_on, actor, office, at)
VALUES (:home, :subject, :seq, :verb, :text, :note, :measure, :disposition, :resolution, :level,
  :review_on, :actor, :acting_office, COALESCE(CAST(:occurred_at AS BIGINT), :at))

-- demand_callback_add
INSERT INTO demand_callback (home, demand, seq, conducted_by, result, satisfaction, valid, note_v,
  actor, office, at)
VALUES (:home, :subject, :seq, :by, :result, :satisfaction, COALESCE(:valid, 0), :note, :actor,
  :acting_office, COALESCE(CAST(:occurred_at AS BIGINT), :at))

-- demand_urge_add
INSERT INTO demand_urge (home, demand, seq, link, note_v, actor, office, at)
VALUES (:home, :subject, :seq, :link, :note, :actor, :acting_office,
  COALESCE(CAST(:occurred_at AS BIGINT), :at))

-- demand_evidence_add
INSERT INTO demand_evidence (home, demand, seq, item, kind, reference_v, digest, at)
VALUES (:home, :subject, :seq, :item, :kind, :reference, :digest, COALESCE(CAST(:occurred_at AS BIGINT), :at))

-- demand_get
SELECT id, state, class, unit, channel, kind, category, urgency, enterprise, against, confidential,
  anonymous, from_above, due_at, disposition, resolution, level, above, review_on, not_reached,
  parent, parts, reworks, transfers, problem, merged_into, registrar, chart, opened_at, ended_at, voided, revision, seq
FROM demand WHERE home = :home AND id = :id

-- demand_text_get
SELECT order_no, title_v AS subject, detail_v AS detail, place_v AS place, name_v AS name,
  phone_v AS phone, external_system, external_code, taker, visit, finding
FROM demand_text WHERE home = :home AND id = :id

-- demand_against
SELECT against FROM demand WHERE home = :home AND id = :id

-- The offices that the actor works in: here or by a role, is one of them the unit complained of,
-- or below it?
-- demand_blind
SELECT count(*) FROM office_above x WHERE x.home = :root AND x.above = :against
AND (x.office = :office
  OR x.office IN (SELECT s.office FROM staff s WHERE s.home = :root AND s.id = :staff)
  OR x.office IN (SELECT r.office FROM staff_role r WHERE r.home = :root AND r.staff = :staff))

-- How often it was coordinated: units that assisted, whistles that were blown for it.
-- demand_coordinated
SELECT (SELECT count(*) FROM demand_unit u
  WHERE u.home = :home AND u.demand = :demand AND u.part = 'assist')
+ (SELECT count(*) FROM whistle_demand l JOIN whistle w ON w.home = l.home AND w.id = l.whistle
  WHERE l.demand = :served AND w.blown_at IS NOT NULL AND w.voided = 0) AS times

-- demand_units
SELECT seq, unit, part, due_at, at FROM demand_unit WHERE home = :home AND demand = :demand
ORDER BY seq, part, unit

-- Named with whoever is in charge now.
-- demand_assisting
SELECT unit FROM demand_unit WHERE home = :home AND demand = :demand AND part = 'assist'
AND seq = (SELECT max(u.seq) FROM demand_unit u
  WHERE u.home = :home AND u.demand = :demand AND u.part = 'lead')
ORDER BY unit

-- When whoever is in charge was put there.
-- demand_given_at
SELECT at FROM demand_unit WHERE home = :home AND demand = :demand AND part = 'lead'
ORDER BY seq DESC LIMIT 1

-- demand_replies
SELECT seq, verb, text_v AS text, note_v AS note, measure_v AS measure, disposition, resolution,
  level, review_on, actor, office, at
FROM demand_reply WHERE home = :home AND demand = :demand ORDER BY seq

-- demand_callbacks
SELECT seq, conducted_by, result, satisfaction, valid, note_v AS note, actor, office, at
FROM demand_callback WHERE home = :home AND demand = :demand ORDER BY seq

-- demand_urged_last
SELECT at FROM demand_urge WHERE home = :home AND demand = :demand ORDER BY seq DESC LIMIT 1

-- Answered: something else was recorded since.
-- demand_urges
SELECT u.seq AS seq, u.note_v AS note, u.actor AS actor, u.office AS office, u.at AS at,
  CASE WHEN d.seq > (SELECT max(l.seq) FROM demand_urge l
      WHERE l.home = u.home AND l.demand = u.demand)
    OR EXISTS (SELECT 1 FROM demand_urge n WHERE n.home = u.home AND n.demand = u.demand
      AND n.link > u.seq AND NOT EXISTS (SELECT 1 FROM demand_urge m
        WHERE m.home = n.home AND m.demand = n.demand AND m.seq = n.link))
    THEN 1 ELSE 0 END AS answered
FROM demand_urge u JOIN demand d ON d.home = u.home AND d.id = u.demand
WHERE u.home = :home AND u.demand = :demand ORDER BY u.seq

-- demand_evidence_of
SELECT seq, item, kind, reference_v AS reference, digest, at
FROM demand_evidence WHERE home = :home AND demand = :demand ORDER BY seq, item

-- What it has of each kind: told with a verb, or attached.
-- demand_evidence_kinds
SELECT kind FROM demand_evidence WHERE home = :home AND demand = :demand
UNION SELECT kind FROM attachment WHERE home = :home AND about = :demand AND voided = 0
ORDER BY kind

-- demand_parts
SELECT d.id AS id, t.order_no AS order_no, d.state AS state, d.class AS class
FROM demand d JOIN demand_text t ON t.home = d.home AND t.id = d.id
WHERE d.home = :home AND d.parent = :parent ORDER BY d.id

-- demand_duplicates
SELECT d.id AS id, t.order_no AS order_no, d.state AS state, d.class AS class
FROM demand d JOIN demand_text t ON t.home = d.home AND t.id = d.id
WHERE d.merged_into = :id ORDER BY d.id

-- demand_parts_open
SELECT count(*) FROM demand WHERE home = :home AND parent = :parent AND class <> 'done'

-- demand_office
SELECT voided FROM office WHERE home = :root AND id = :office

-- demand_enterprise_get
SELECT voided FROM enterprise WHERE home = :home AND id = :id

-- demand_by_external
SELECT t.id AS id FROM demand_text t JOIN demand d ON d.home = t.home AND d.id = t.id
WHERE t.external_system = :system AND t.external_code = :code AND d.voided = 0 ORDER BY t.id

-- demand_by_order_no
SELECT id FROM demand_text WHERE order_no = :order_no ORDER BY id

-- demand_homes
SELECT o.chain AS home FROM office_above a JOIN office o ON o.home = a.home AND o.id = a.office
WHERE a.home = :root AND a.above = :reach AND o.chain IS NOT NULL ORDER BY o.chain

-- demand_homes_all
SELECT chain AS home FROM office WHERE home = :root AND chain IS NOT NULL ORDER BY chain
