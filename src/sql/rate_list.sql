-- Rates read off the counters. A reader sees the homes that her right reaches whole, and of other
-- homes what lay with an office that it reaches; what complains of her own office is not counted.

-- fragment not_blind
AND (c.against = 0 OR NOT EXISTS (SELECT 1 FROM office_above x
  WHERE x.home = :root AND x.above = c.against AND (x.office = :office
  OR x.office IN (SELECT s.office FROM staff s WHERE s.home = :root AND s.id = :staff)
  OR x.office IN (SELECT r.office FROM staff_role r WHERE r.home = :root AND r.staff = :staff))))

-- fragment cells
AND c.basis = :basis AND c.month >= :since AND c.month < :until AND c.party = :party
AND (:unit IS NULL OR c.unit = :unit) AND (:kind IS NULL OR c.kind = :kind)
AND (:category IS NULL OR c.category = :category) AND (:plain = 0 OR c.against = 0)

-- fragment sums
 CAST(sum(callback_valid) AS BIGINT) AS callback_valid,
  CAST(sum(callback_contacted) AS BIGINT) AS callback_contacted,
  CAST(sum(callback_solved) AS BIGINT) AS callback_solved,
  CAST(sum(callback_satisfied) AS BIGINT) AS callback_satisfied,
  CAST(sum(callback_basically_satisfied) AS BIGINT) AS callback_basically_satisfied,
  CAST(sum(callback_excluded) AS BIGINT) AS callback_excluded,
  CAST(sum(excluded) AS BIGINT) AS excluded, CAST(sum(registered) AS BIGINT) AS registered,
  CAST(sum(callback_dissatisfied) AS BIGINT) AS callback_dissatisfied,
  CAST(sum(callback_attempts) AS BIGINT) AS callback_attempts,
  CAST(sum(closed) AS BIGINT) AS closed, CAST(sum(replied) AS BIGINT) AS replied,
  CAST(sum(solved_at_office) AS BIGINT) AS solved_at_office,
  CAST(sum(solved_above) AS BIGINT) AS solved_above, CAST(sum(explained) AS BIGINT) AS explained,
  CAST(sum(shelved) AS BIGINT) AS shelved, CAST(sum(returned) AS BIGINT) AS returned,
  CAST(sum(transferred) AS BIGINT) AS transferred, CAST(sum(escalated) AS BIGINT) AS escalated,
  CAST(sum(reworked) AS BIGINT) AS reworked,
  CAST(sum(whistles) AS BIGINT) AS whistles,
  CAST(sum(party_called) AS BIGINT) AS party_called,
  CAST(sum(party_reported_in) AS BIGINT) AS party_reported_in,
  CAST(sum(party_in_time) AS BIGINT) AS party_in_time,
  CAST(sum(party_missed) AS BIGINT) AS party_missed,
  CAST(sum(party_graded) AS BIGINT) AS party_graded,
  CAST(sum(party_graded_in_time) AS BIGINT) AS party_graded_in_time,
  CAST(sum(party_excellent) AS BIGINT) AS party_excellent,
  CAST(sum(party_good) AS BIGINT) AS party_good,
  CAST(sum(party_fair) AS BIGINT) AS party_fair,
  CAST(sum(party_poor) AS BIGINT) AS party_poor

-- fragment columns
CASE WHEN :monthly = 1 THEN c.month ELSE 0 END AS month,
CASE WHEN :group = 'unit' THEN c.unit ELSE 0 END AS unit,
CASE :group WHEN 'kind' THEN c.kind WHEN 'category' THEN c.category ELSE '' END AS code,
 c.callback_valid AS callback_valid, c.callback_contacted AS callback_contacted,
  c.callback_solved AS callback_solved, c.callback_satisfied AS callback_satisfied,
  c.callback_basically_satisfied AS callback_basically_satisfied,
  c.callback_excluded AS callback_excluded, c.excluded AS excluded, c.registered AS registered,
  c.callback_dissatisfied AS callback_dissatisfied, c.callback_attempts AS callback_attempts,
  c.closed AS closed, c.replied AS replied, c.solved_at_office AS solved_at_office,
  c.solved_above AS solved_above, c.explained AS explained, c.shelved AS shelved,
  c.returned AS returned, c.transferred AS transferred, c.escalated AS escalated,
  c.reworked AS reworked,
  c.whistles AS whistles,
  c.party_called AS party_called,
  c.party_reported_in AS party_reported_in,
  c.party_in_time AS party_in_time,
  c.party_missed AS party_missed,
  c.party_graded AS party_graded,
  c.party_graded_in_time AS party_graded_in_time,
  c.party_excellent AS party_excellent,
  c.party_good AS party_good,
  c.party_fair AS party_fair,
  c.party_poor AS party_poor

-- The three rates of a home by month, in the order in which the cells lie.
-- rate_sum_months
SELECT c.month AS month,
 CAST(sum(c.callback_valid) AS BIGINT) AS callback_valid,
  CAST(sum(c.callback_contacted) AS BIGINT) AS callback_contacted,
  CAST(sum(c.callback_solved) AS BIGINT) AS callback_solved,
  CAST(sum(c.callback_satisfied) AS BIGINT) AS callback_satisfied,
  CAST(sum(c.callback_basically_satisfied) AS BIGINT) AS callback_basically_satisfied,
  CAST(sum(c.callback_excluded) AS BIGINT) AS callback_excluded,
  CAST(sum(c.excluded) AS BIGINT) AS excluded, CAST(sum(c.registered) AS BIGINT) AS registered
FROM rate_cell c WHERE c.home = :home
{cells}
{not_blind}
GROUP BY c.month ORDER BY c.month

-- rate_sum_home
SELECT month, unit, code,
{sums}
FROM (SELECT {columns}
FROM rate_cell c WHERE c.home = :home
{cells}
{not_blind}
) y GROUP BY month, unit, code ORDER BY month, unit, code

-- rate_sum_unit
SELECT home, month, unit, code,
{sums}
FROM (SELECT c.home AS home, {columns}
FROM office_above a CROSS JOIN rate_cell c
WHERE c.unit = a.office AND a.home = :root AND a.above = :reach
AND (:home IS NULL OR c.home = :home)
AND c.home NOT IN (SELECT o.chain FROM office_above b
  JOIN office o ON o.home = b.home AND o.id = b.office
  WHERE b.home = :root AND b.above = :reach AND o.chain IS NOT NULL)
{cells}
{not_blind}
) y GROUP BY home, month, unit, code ORDER BY home, month, unit, code

-- What a figure is made of: the demands that count for a measure, by the same filter.

-- fragment case_value
CASE :measure WHEN 'callback_valid' THEN c.callback_valid * (1 - c.excluded)
    WHEN 'callback_contacted' THEN c.callback_contacted * (1 - c.excluded)
    WHEN 'callback_solved' THEN c.callback_solved * (1 - c.excluded)
    WHEN 'callback_satisfied' THEN c.callback_satisfied * (1 - c.excluded)
    WHEN 'callback_basically_satisfied' THEN c.callback_basically_satisfied * (1 - c.excluded)
    WHEN 'callback_excluded' THEN c.callback_valid * c.excluded WHEN 'excluded' THEN c.excluded
    WHEN 'registered' THEN c.registered
    WHEN 'callback_dissatisfied' THEN c.callback_dissatisfied * (1 - c.excluded)
    WHEN 'callback_attempts' THEN c.callback_attempts WHEN 'closed' THEN c.closed
    WHEN 'replied' THEN c.replied WHEN 'solved_at_office' THEN c.solved_at_office
    WHEN 'solved_above' THEN c.solved_above WHEN 'explained' THEN c.explained
    WHEN 'shelved' THEN c.shelved WHEN 'returned' THEN c.returned
    WHEN 'transferred' THEN c.transferred WHEN 'escalated' THEN c.escalated
    WHEN 'reworked' THEN c.reworked ELSE 0 END

-- fragment fact_value
CASE :measure WHEN 'callback_valid' THEN f.callback_valid * (1 - c.excluded) * (1 - f.replaced)
    WHEN 'callback_contacted' THEN f.callback_contacted * (1 - c.excluded) * (1 - f.replaced)
    WHEN 'callback_solved' THEN f.callback_solved * (1 - c.excluded) * (1 - f.replaced)
    WHEN 'callback_satisfied' THEN f.callback_satisfied * (1 - c.excluded) * (1 - f.replaced)
    WHEN 'callback_basically_satisfied' THEN f.callback_basically_satisfied * (1 - c.excluded) * (1 - f.replaced)
    WHEN 'callback_excluded' THEN f.callback_valid * c.excluded * (1 - f.replaced)
    WHEN 'excluded' THEN f.excluded * (1 - f.replaced) WHEN 'registered' THEN f.registered
    WHEN 'callback_dissatisfied' THEN f.callback_dissatisfied * (1 - c.excluded) * (1 - f.replaced)
    WHEN 'callback_attempts' THEN f.callback_attempts WHEN 'closed' THEN f.closed
    WHEN 'replied' THEN f.replied WHEN 'solved_at_office' THEN f.solved_at_office
    WHEN 'solved_above' THEN f.solved_above WHEN 'explained' THEN f.explained
    WHEN 'shelved' THEN f.shelved WHEN 'returned' THEN f.returned
    WHEN 'transferred' THEN f.transferred WHEN 'escalated' THEN f.escalated
    WHEN 'reworked' THEN f.reworked ELSE 0 END

-- fragment case_filter
AND CASE WHEN :basis = 0 THEN c.month ELSE c.month_recorded END >= :since
AND CASE WHEN :basis = 0 THEN c.month ELSE c.month_recorded END < :until
AND c.voided = 0 AND c.party = :party AND (:unit IS NULL OR c.unit = :unit)
AND (:kind IS NULL OR c.kind = :kind) AND (:category IS NULL OR c.category = :category)
AND (c.party = '' OR :measure <> 'excluded')

-- fragment fact_filter
AND CASE WHEN :basis = 2 THEN f.month ELSE f.month_recorded END >= :since
AND CASE WHEN :basis = 2 THEN f.month ELSE f.month_recorded END < :until
AND c.voided = 0 AND (:party = '' OR f.party = :party) AND (:unit IS NULL OR f.unit = :unit)
AND (:kind IS NULL OR c.kind = :kind) AND (:category IS NULL OR c.category = :category)
AND (:party = '' OR :measure IN ('callback_valid', 'callback_contacted', 'callback_solved',
  'callback_satisfied', 'callback_basically_satisfied', 'callback_dissatisfied',
  'callback_attempts', 'callback_excluded'))

-- fragment call_value
CASE :measure WHEN 'party_called' THEN 1
    WHEN 'party_reported_in' THEN CASE WHEN c.reported_at IS NULL THEN 0 ELSE 1 END
    WHEN 'party_in_time' THEN CASE WHEN c.reported_at IS NULL THEN 0 ELSE 1 - c.late END
    WHEN 'party_missed' THEN CASE WHEN c.missed_at IS NULL THEN 0 ELSE 1 END
    WHEN 'party_graded' THEN CASE WHEN c.grade IS NULL THEN 0 ELSE 1 END
    WHEN 'party_graded_in_time' THEN CASE WHEN c.grade IS NULL OR c.reported_at IS NULL THEN 0
      ELSE 1 - c.late END
    WHEN 'party_excellent' THEN CASE WHEN c.rank = 'excellent' THEN 1 ELSE 0 END
    WHEN 'party_good' THEN CASE WHEN c.rank = 'good' THEN 1 ELSE 0 END
    WHEN 'party_fair' THEN CASE WHEN c.rank = 'fair' THEN 1 ELSE 0 END
    WHEN 'party_poor' THEN CASE WHEN c.rank = 'poor' THEN 1 ELSE 0 END ELSE 0 END

-- Of whistles and calls: the month in which they were blown. They have neither kind nor category
-- of demands, and nobody is called back about them.
-- fragment blown
CASE WHEN :basis IN (0, 2) THEN c.month ELSE c.month_recorded END

-- fragment blown_filter
AND {blown} >= :since AND {blown} < :until AND :party = ''
AND CAST(:kind AS TEXT) IS NULL AND CAST(:category AS TEXT) IS NULL

-- fragment only_units
AND c.home NOT IN (SELECT o.chain FROM office_above b
  JOIN office o ON o.home = b.home AND o.id = b.office
  WHERE b.home = :root AND b.above = :reach AND o.chain IS NOT NULL)
AND (:home IS NULL OR c.home = :home)

-- rate_cases_home
SELECT c.demand AS id, t.order_no AS order_no, c.month AS month, c.unit AS unit, c.kind AS kind,
  c.category AS category, c.excluded AS excluded, {case_value} AS count
FROM rate_case c JOIN demand_text t ON t.home = c.home AND t.id = c.demand
WHERE c.home = :home AND c.demand > :after AND {case_value} <> 0
{case_filter}
{not_blind}
ORDER BY c.demand LIMIT :limit

-- rate_cases_unit
SELECT c.demand AS id, t.order_no AS order_no, c.month AS month, c.unit AS unit, c.kind AS kind,
  c.category AS category, c.excluded AS excluded, {case_value} AS count
FROM (SELECT DISTINCT u.home AS home, u.demand AS demand FROM office_above a CROSS JOIN demand_unit u
  WHERE u.unit = a.office AND a.home = :root AND a.above = :reach) v
JOIN rate_case c ON c.home = v.home AND c.demand = v.demand
JOIN demand_text t ON t.home = c.home AND t.id = c.demand
JOIN office_above w ON w.home = :root AND w.office = c.unit AND w.above = :reach
WHERE c.demand > :after AND {case_value} <> 0
{only_units}
{case_filter}
{not_blind}
ORDER BY c.demand LIMIT :limit

-- rate_facts_home
SELECT c.demand AS id, t.order_no AS order_no, MIN(f.month) AS month, MIN(f.unit) AS unit,
  c.kind AS kind, c.category AS category, c.excluded AS excluded,
  CAST(sum({fact_value}) AS BIGINT) AS count
FROM rate_case c JOIN rate_fact f ON f.home = c.home AND f.demand = c.demand
JOIN demand_text t ON t.home = c.home AND t.id = c.demand
WHERE c.home = :home AND c.party = '' AND c.demand > :after AND {fact_value} <> 0
{fact_filter}
{not_blind}
GROUP BY c.demand, t.order_no, c.kind, c.category, c.excluded ORDER BY c.demand LIMIT :limit

-- rate_facts_unit
SELECT c.demand AS id, t.order_no AS order_no, MIN(f.month) AS month, MIN(f.unit) AS unit,
  c.kind AS kind, c.category AS category, c.excluded AS excluded,
  CAST(sum({fact_value}) AS BIGINT) AS count
FROM (SELECT DISTINCT u.home AS home, u.demand AS demand FROM office_above a CROSS JOIN demand_unit u
  WHERE u.unit = a.office AND a.home = :root AND a.above = :reach) v
JOIN rate_case c ON c.home = v.home AND c.demand = v.demand AND c.party = ''
JOIN rate_fact f ON f.home = c.home AND f.demand = c.demand
JOIN office_above w ON w.home = :root AND w.office = f.unit AND w.above = :reach
JOIN demand_text t ON t.home = c.home AND t.id = c.demand
WHERE c.demand > :after AND {fact_value} <> 0
{only_units}
{fact_filter}
{not_blind}
GROUP BY c.demand, t.order_no, c.kind, c.category, c.excluded ORDER BY c.demand LIMIT :limit

-- rate_whistles_home
SELECT c.id AS id, t.order_no AS order_no, {blown} AS month, c.blower AS unit, 1 AS count
FROM whistle c JOIN whistle_text t ON t.home = c.home AND t.id = c.id
WHERE c.home = :home AND c.id > :after AND c.voided = 0 AND :measure = 'whistles'
{blown_filter}
AND (:unit IS NULL OR c.blower = :unit)
{not_blind}
ORDER BY c.id LIMIT :limit

-- rate_whistles_unit
SELECT c.id AS id, t.order_no AS order_no, {blown} AS month, c.blower AS unit, 1 AS count
FROM office_above a CROSS JOIN whistle c JOIN whistle_text t ON t.home = c.home AND t.id = c.id
WHERE a.home = :root AND a.above = :reach AND c.blower = a.office AND c.id > :after
AND c.voided = 0 AND :measure = 'whistles'
{only_units}
{blown_filter}
AND (:unit IS NULL OR c.blower = :unit)
{not_blind}
ORDER BY c.id LIMIT :limit

-- rate_calls_home
SELECT c.id AS id, c.whistle AS whistle, t.order_no AS order_no, {blown} AS month,
  c.office AS unit, {call_value} AS count
FROM party c JOIN whistle_text t ON t.home = c.home AND t.id = c.whistle
WHERE c.home = :home AND c.id > :after AND c.released_at IS NULL AND {call_value} <> 0
{blown_filter}
AND (:unit IS NULL OR c.office = :unit)
{not_blind}
ORDER BY c.id LIMIT :limit

-- rate_calls_unit
SELECT c.id AS id, c.whistle AS whistle, t.order_no AS order_no, {blown} AS month,
  c.office AS unit, {call_value} AS count
FROM office_above a CROSS JOIN party c JOIN whistle_text t ON t.home = c.home AND t.id = c.whistle
WHERE a.home = :root AND a.above = :reach AND c.office = a.office AND c.id > :after
AND c.released_at IS NULL AND {call_value} <> 0
{only_units}
{blown_filter}
AND (:unit IS NULL OR c.office = :unit)
{not_blind}
ORDER BY c.id LIMIT :limit
