-- Whistles: what they were blown for, which demands they serve.

-- whistle_insert
INSERT INTO whistle (home, id, state, class, kind, source, blower, unit, quorum, need, above,
  registrar, chart, opened_at, voided, revision, seq)
VALUES (:home, :subject, :state, :class, :kind, :source, :blower, :unit, :quorum,
  COALESCE(:need, 0), 0, :actor, :chart, COALESCE(CAST(:occurred_at AS BIGINT), :at), 0,
  :revision, :seq)

-- whistle_text_insert
INSERT INTO whistle_text (home, id, order_no, title_v, detail_v, place_v)
VALUES (:home, :subject, :order_no, :title, :detail, :place)

-- whistle_count_up
INSERT INTO whistle_counter (home, year, number) VALUES (:home, :year, :number)
ON CONFLICT (home, year) DO UPDATE SET number = excluded.number

-- whistle_number
SELECT number FROM whistle_counter WHERE home = :home AND year = :year

-- whistle_demand_add
INSERT INTO whistle_demand (home, whistle, demand, seq) VALUES (:home, :subject, :demand, :seq)

-- whistle_step
UPDATE whistle SET state = :state, class = :class,
  unit = COALESCE(CAST(:unit AS BIGINT), unit),
  blown_at = CASE WHEN :blown = 1 THEN COALESCE(CAST(:occurred_at AS BIGINT), :at) ELSE blown_at END,
  month = CASE WHEN :blown = 1 THEN :month ELSE month END,
  month_recorded = CASE WHEN :blown = 1 THEN :month_recorded ELSE month_recorded END,
  against = CASE WHEN :blown = 1 THEN COALESCE(CAST(:against AS BIGINT), 0) ELSE against END,
  joined_at = CASE WHEN :joined = 1 THEN COALESCE(CAST(:occurred_at AS BIGINT), :at) ELSE joined_at END,
  ended_at = CASE WHEN :class = 'done' THEN COALESCE(CAST(:occurred_at AS BIGINT), :at) ELSE NULL END,
  voided = COALESCE(:voided, voided),
  revision = :revision, seq = :seq
WHERE home = :home AND id = :subject

-- What it counts for in rates, in the month in which it was blown; taken out when it is void.
-- whistle_rate
INSERT INTO rate_cell (home, basis, month, unit, kind, category, party, against, whistles)
SELECT w.home, s.basis, CASE WHEN s.basis IN (0, 2) THEN w.month ELSE w.month_recorded END, w.blower,
  '', '', '', w.against, CASE WHEN w.voided = 0 THEN 1 ELSE -1 END
FROM whistle w CROSS JOIN (SELECT 0 AS basis UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3) s
WHERE w.home = :home AND w.id = :subject AND w.month IS NOT NULL
ON CONFLICT (home, basis, month, unit, kind, category, party, against)
DO UPDATE SET whistles = rate_cell.whistles + excluded.whistles

-- A complaint that it serves only later: what it and its calls count for moves to where those are
-- counted that complain of an office. Run before its rows say so, it takes out; after, it adds.
-- fragment moved
CASE WHEN x.against = :against THEN 1 ELSE -1 END

-- whistle_rate_moved
INSERT INTO rate_cell (home, basis, month, unit, kind, category, party, against, whistles)
SELECT x.home, s.basis, CASE WHEN s.basis IN (0, 2) THEN x.month ELSE x.month_recorded END, x.blower,
  '', '', '', x.against, {moved}
FROM whistle x CROSS JOIN (SELECT 0 AS basis UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3) s
WHERE x.home = :home AND x.id = :subject AND x.month IS NOT NULL AND x.voided = 0
ON CONFLICT (home, basis, month, unit, kind, category, party, against)
DO UPDATE SET whistles = rate_cell.whistles + excluded.whistles

-- whistle_complains
UPDATE whistle SET against = :against WHERE home = :home AND id = :subject

-- whistle_complains_calls
UPDATE party SET against = :against WHERE home = :home AND whistle = :subject AND month IS NOT NULL

-- whistle_complains_cards
UPDATE card SET against = :against WHERE home = :home AND about IN (SELECT CAST(:subject AS BIGINT)
UNION ALL SELECT p.id FROM party p WHERE p.home = :home AND p.whistle = :subject
UNION ALL SELECT o.id FROM supervision o WHERE o.home = :home AND o.whistle = :subject)

-- whistle_feed_back
UPDATE whistle SET state = :state, class = :class, resolution = :resolution, level = :level,
  above = COALESCE(:above, 0), revision = :revision, seq = :seq
WHERE home = :home AND id = :subject

-- whistle_result
UPDATE whistle_text SET result_v = :text WHERE home = :home AND id = :subject

-- whistle_amend
UPDATE whistle SET
  kind = CASE WHEN :kind? = 1 THEN :kind ELSE kind END,
  source = CASE WHEN :source? = 1 THEN :source ELSE source END,
  resolution = CASE WHEN :resolution? = 1 THEN :resolution ELSE resolution END,
  level = CASE WHEN :level? = 1 THEN :level ELSE level END,
  above = CASE WHEN :level? = 1 THEN COALESCE(:above, 0) ELSE above END,
  revision = :revision, seq = :seq
WHERE home = :home AND id = :subject

-- whistle_text_amend
UPDATE whistle_text SET
  title_v = CASE WHEN :title? = 1 THEN :title ELSE title_v END,
  detail_v = CASE WHEN :detail? = 1 THEN :detail ELSE detail_v END,
  place_v = CASE WHEN :place? = 1 THEN :place ELSE place_v END
WHERE home = :home AND id = :subject

-- whistle_get
SELECT w.id AS id, w.state AS state, w.class AS class, w.kind AS kind, w.source AS source,
  w.blower AS blower, w.unit AS unit, w.quorum AS quorum, w.need AS need,
  w.resolution AS resolution, w.level AS level, w.above AS above, w.registrar AS registrar,
  w.chart AS chart, w.opened_at AS opened_at, w.blown_at AS blown_at, w.joined_at AS joined_at,
  w.ended_at AS ended_at, w.voided AS voided, w.revision AS revision, w.seq AS seq
FROM whistle w WHERE w.home = :home AND w.id = :id

-- whistle_text_get
SELECT order_no, title_v AS subject, detail_v AS detail, place_v AS place, result_v AS result
FROM whistle_text WHERE home = :home AND id = :id

-- whistle_demand_get
SELECT demand FROM whistle_demand WHERE home = :home AND whistle = :whistle AND demand = :demand

-- whistle_demands
SELECT demand FROM whistle_demand WHERE home = :home AND whistle = :whistle ORDER BY demand

-- Which offices the demands complain of that it serves.
-- whistle_against
SELECT DISTINCT d.against AS against FROM whistle_demand w
JOIN demand d ON d.home = w.demand / 4294967296 AND d.id = w.demand
WHERE w.home = :home AND w.whistle = :whistle AND d.against IS NOT NULL ORDER BY d.against

-- Offices that were called by a whistle that still goes on, and serves this demand: for so long
-- they may know of it.
-- whistle_called_for
SELECT p.office AS unit FROM whistle_demand l CROSS JOIN whistle w CROSS JOIN party p
WHERE l.demand = :demand AND w.home = l.home AND w.id = l.whistle
AND p.home = l.home AND p.whistle = l.whistle AND w.class IN ('active', 'waiting')
AND p.called_at IS NOT NULL AND p.released_at IS NULL ORDER BY p.office

-- fragment row
w.id AS id, t.order_no AS order_no, w.state AS state, w.class AS class, w.kind AS kind,
  w.source AS source, w.blower AS blower, w.unit AS unit, t.title_v AS subject,
  w.resolution AS resolution, w.level AS level, w.opened_at AS opened_at, w.blown_at AS blown_at,
  w.joined_at AS joined_at, w.ended_at AS ended_at, w.voided AS voided, w.revision AS revision

-- whistle_list
SELECT {row} FROM whistle w JOIN whistle_text t ON t.home = w.home AND t.id = w.id
WHERE w.home = :home AND w.id > :after
AND (:state IS NULL OR w.state = :state) AND (:kind IS NULL OR w.kind = :kind)
AND w.voided <= :voided
ORDER BY w.id LIMIT :limit

-- whistle_list_open
SELECT {row} FROM whistle w JOIN whistle_text t ON t.home = w.home AND t.id = w.id
WHERE w.home = :home AND w.class <> 'done' AND w.id > :after
AND (:state IS NULL OR w.state = :state) AND (:kind IS NULL OR w.kind = :kind)
AND w.voided <= :voided
ORDER BY w.id LIMIT :limit
