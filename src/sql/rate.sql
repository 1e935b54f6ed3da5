-- What rates are read off. A case is what one demand counts for in the cohort it came in, once
-- for itself and once for each party that called back; a fact is what one event counted for in
-- its own month. Cells are their sums, by office, month, unit, kind and category:
-- bases 0 and 1 of cases, by when they came and by when that was recorded; 2 and 3 of facts.

-- fragment cell_columns
(home, basis, month, unit, kind, category, party, against,
 callback_valid, callback_contacted, callback_solved, callback_satisfied,
  callback_basically_satisfied, callback_excluded, excluded, registered, callback_dissatisfied,
  callback_attempts, closed, replied, solved_at_office, solved_above, explained, shelved,
  returned, transferred, escalated, reworked)

-- fragment add_up
ON CONFLICT (home, basis, month, unit, kind, category, party, against) DO UPDATE SET
 callback_valid = rate_cell.callback_valid + excluded.callback_valid,
  callback_contacted = rate_cell.callback_contacted + excluded.callback_contacted,
  callback_solved = rate_cell.callback_solved + excluded.callback_solved,
  callback_satisfied = rate_cell.callback_satisfied + excluded.callback_satisfied,
  callback_basically_satisfied = rate_cell.callback_basically_satisfied + excluded.callback_basically_satisfied,
  callback_excluded = rate_cell.callback_excluded + excluded.callback_excluded,
  excluded = rate_cell.excluded + excluded.excluded,
  registered = rate_cell.registered + excluded.registered,
  callback_dissatisfied = rate_cell.callback_dissatisfied + excluded.callback_dissatisfied,
  callback_attempts = rate_cell.callback_attempts + excluded.callback_attempts,
  closed = rate_cell.closed + excluded.closed, replied = rate_cell.replied + excluded.replied,
  solved_at_office = rate_cell.solved_at_office + excluded.solved_at_office,
  solved_above = rate_cell.solved_above + excluded.solved_above,
  explained = rate_cell.explained + excluded.explained,
  shelved = rate_cell.shelved + excluded.shelved,
  returned = rate_cell.returned + excluded.returned,
  transferred = rate_cell.transferred + excluded.transferred,
  escalated = rate_cell.escalated + excluded.escalated,
  reworked = rate_cell.reworked + excluded.reworked

-- fragment case_rows
SELECT c.home, s.basis, CASE WHEN s.basis = 0 THEN c.month ELSE c.month_recorded END, c.unit,
  c.kind, c.category, c.party, c.against,
 s.sign * c.callback_valid * (1 - c.excluded), s.sign * c.callback_contacted * (1 - c.excluded),
  s.sign * c.callback_solved * (1 - c.excluded), s.sign * c.callback_satisfied * (1 - c.excluded),
  s.sign * c.callback_basically_satisfied * (1 - c.excluded),
  s.sign * c.callback_valid * c.excluded,
  CASE WHEN c.party = '' THEN s.sign * c.excluded ELSE 0 END, s.sign * c.registered,
  s.sign * c.callback_dissatisfied * (1 - c.excluded), s.sign * c.callback_attempts,
  s.sign * c.closed, s.sign * c.replied, s.sign * c.solved_at_office, s.sign * c.solved_above,
  s.sign * c.explained, s.sign * c.shelved, s.sign * c.returned, s.sign * c.transferred,
  s.sign * c.escalated, s.sign * c.reworked
FROM rate_case c CROSS JOIN

-- fragment case_of
s WHERE c.home = :home AND c.demand = :subject AND c.voided = 0

-- fragment fact_rows
SELECT home, basis, month, unit, kind, category, party, against,
 sum(callback_valid), sum(callback_contacted), sum(callback_solved), sum(callback_satisfied),
  sum(callback_basically_satisfied), sum(callback_excluded), sum(excluded), sum(registered),
  sum(callback_dissatisfied), sum(callback_attempts), sum(closed), sum(replied),
  sum(solved_at_office), sum(solved_above), sum(explained), sum(shelved), sum(returned),
  sum(transferred), sum(escalated), sum(reworked)
FROM (SELECT f.home AS home, s.basis AS basis,
  CASE WHEN s.basis = 2 THEN f.month ELSE f.month_recorded END AS month, f.unit AS unit,
  c.kind AS kind, c.category AS category, CASE WHEN s.own = 1 THEN f.party ELSE '' END AS party,
  c.against AS against,
 s.sign * f.callback_valid * (1 - c.excluded) * (1 - f.replaced) AS callback_valid,
  s.sign * f.callback_contacted * (1 - c.excluded) * (1 - f.replaced) AS callback_contacted,
  s.sign * f.callback_solved * (1 - c.excluded) * (1 - f.replaced) AS callback_solved,
  s.sign * f.callback_satisfied * (1 - c.excluded) * (1 - f.replaced) AS callback_satisfied,
  s.sign * f.callback_basically_satisfied * (1 - c.excluded) * (1 - f.replaced) AS callback_basically_satisfied,
  s.sign * f.callback_valid * c.excluded * (1 - f.replaced) AS callback_excluded,
  s.sign * (1 - s.own) * f.excluded * (1 - f.replaced) AS excluded,
  s.sign * (1 - s.own) * f.registered AS registered,
  s.sign * f.callback_dissatisfied * (1 - c.excluded) * (1 - f.replaced) AS callback_dissatisfied,
  s.sign * f.callback_attempts AS callback_attempts, s.sign * (1 - s.own) * f.closed AS closed,
  s.sign * (1 - s.own) * f.replied AS replied,
  s.sign * (1 - s.own) * f.solved_at_office AS solved_at_office,
  s.sign * (1 - s.own) * f.solved_above AS solved_above,
  s.sign * (1 - s.own) * f.explained AS explained, s.sign * (1 - s.own) * f.shelved AS shelved,
  s.sign * (1 - s.own) * f.returned AS returned,
  s.sign * (1 - s.own) * f.transferred AS transferred,
  s.sign * (1 - s.own) * f.escalated AS escalated, s.sign * (1 - s.own) * f.reworked AS reworked
FROM rate_fact f JOIN rate_case c ON c.home = f.home AND c.demand = f.demand AND c.party = ''
CROSS JOIN

-- fragment fact_of
s WHERE f.home = :home AND f.demand = :subject AND c.voided = 0 AND (s.own = 0 OR f.party <> '')

-- fragment fact_groups
) x WHERE home = :home GROUP BY home, basis, month, unit, kind, category, party, against

-- fragment replaced
AND f.seq = (SELECT p.called FROM rate_case p WHERE p.home = :home AND p.demand = :subject
  AND p.party = COALESCE(CAST(:by AS TEXT), '')) AND COALESCE(:valid, 0) = 1

-- fragment plus_cases
(SELECT 0 AS basis, 1 AS sign UNION ALL SELECT 1, 1)

-- fragment minus_cases
(SELECT 0 AS basis, -1 AS sign UNION ALL SELECT 1, -1)

-- fragment plus_facts
(SELECT 2 AS basis, 0 AS own, 1 AS sign UNION ALL SELECT 2, 1, 1 UNION ALL SELECT 3, 0, 1
  UNION ALL SELECT 3, 1, 1)

-- fragment minus_facts
(SELECT 2 AS basis, 0 AS own, -1 AS sign UNION ALL SELECT 2, 1, -1 UNION ALL SELECT 3, 0, -1
  UNION ALL SELECT 3, 1, -1)

-- rate_case_in
INSERT INTO rate_cell {cell_columns} {case_rows} {plus_cases} {case_of} {add_up}

-- rate_case_out
INSERT INTO rate_cell {cell_columns} {case_rows} {minus_cases} {case_of} {add_up}

-- Of this event only.
-- rate_fact_in
INSERT INTO rate_cell {cell_columns} {fact_rows} {plus_facts} {fact_of} AND f.seq = :seq
{fact_groups} {add_up}

-- rate_facts_in
INSERT INTO rate_cell {cell_columns} {fact_rows} {plus_facts} {fact_of} {fact_groups} {add_up}

-- rate_facts_out
INSERT INTO rate_cell {cell_columns} {fact_rows} {minus_facts} {fact_of} {fact_groups} {add_up}

-- ---- registered ----

-- rate_case_add
INSERT INTO rate_case (home, demand, party, month, month_recorded, unit, kind, category, against,
  registered, closed)
VALUES (:home, :subject, '', :month, :month_recorded, :unit, :kind, :category,
  COALESCE(CAST(:against AS BIGINT), 0), 1, CASE WHEN :class = 'done' THEN 1 ELSE 0 END)

-- rate_fact_registered
INSERT INTO rate_fact (home, demand, seq, party, at, month, month_recorded, unit, registered, closed)
VALUES (:home, :subject, :seq, '', COALESCE(CAST(:occurred_at AS BIGINT), :at), :month,
  :month_recorded, :unit, 1,
  CASE WHEN :class = 'done' THEN 1 ELSE 0 END)

-- ---- ended, or taken up again, by a step that changes nothing else ----

-- rate_close_cell
INSERT INTO rate_cell (home, basis, month, unit, kind, category, party, against, closed)
SELECT c.home, s.basis, CASE WHEN s.basis = 0 THEN c.month ELSE c.month_recorded END, c.unit,
  c.kind, c.category, c.party, c.against, CASE WHEN :class = 'done' THEN 1 ELSE -1 END
FROM rate_case c CROSS JOIN (SELECT 0 AS basis UNION ALL SELECT 1) s
WHERE c.home = :home AND c.demand = :subject AND c.party = ''
AND c.closed <> CASE WHEN :class = 'done' THEN 1 ELSE 0 END
ON CONFLICT (home, basis, month, unit, kind, category, party, against)
DO UPDATE SET closed = rate_cell.closed + excluded.closed

-- rate_close_fact
INSERT INTO rate_fact (home, demand, seq, party, at, month, month_recorded, unit, closed)
SELECT c.home, c.demand, CAST(:seq AS BIGINT), '',
  COALESCE(CAST(:occurred_at AS BIGINT), CAST(:at AS BIGINT)), CAST(:month AS BIGINT),
  CAST(:month_recorded AS BIGINT), c.unit, 1
FROM rate_case c WHERE c.home = :home AND c.demand = :subject AND c.party = '' AND c.closed = 0
AND :class = 'done'

-- rate_close_case
UPDATE rate_case SET closed = CASE WHEN :class = 'done' THEN 1 ELSE 0 END
WHERE home = :home AND demand = :subject AND party = ''
AND closed <> CASE WHEN :class = 'done' THEN 1 ELSE 0 END

-- rate_contacted
UPDATE rate_case SET contacted = 1 WHERE home = :home AND demand = :subject

-- ---- moved ----

-- What was done counts for the unit that was in charge until then.
-- rate_fact_moved
INSERT INTO rate_fact (home, demand, seq, party, at, month, month_recorded, unit, returned,
  transferred, escalated, reworked)
SELECT c.home, c.demand, CAST(:seq AS BIGINT), '',
  COALESCE(CAST(:occurred_at AS BIGINT), CAST(:at AS BIGINT)), CAST(:month AS BIGINT),
  CAST(:month_recorded AS BIGINT), c.unit, CASE WHEN :verb = 'return' THEN 1 ELSE 0 END,
  CASE WHEN :verb = 'transfer' THEN 1 ELSE 0 END, CASE WHEN :verb = 'escalate' THEN 1 ELSE 0 END,
  CASE WHEN :verb = 'reopen' THEN 1 ELSE 0 END
FROM rate_case c WHERE c.home = :home AND c.demand = :subject AND c.party = ''
AND :verb IN ('return', 'transfer', 'escalate', 'reopen')
ON CONFLICT (home, demand, seq) DO UPDATE SET returned = excluded.returned,
  transferred = excluded.transferred, escalated = excluded.escalated, reworked = excluded.reworked

-- rate_case_moved
UPDATE rate_case SET
  unit = CASE WHEN :unit? = 1 THEN :unit ELSE unit END,
  closed = CASE WHEN party = '' AND :class = 'done' THEN 1 ELSE 0 END,
  returned = returned + CASE WHEN party = '' AND :verb = 'return' THEN 1 ELSE 0 END,
  transferred = transferred + CASE WHEN party = '' AND :verb = 'transfer' THEN 1 ELSE 0 END,
  escalated = escalated + CASE WHEN party = '' AND :verb = 'escalate' THEN 1 ELSE 0 END,
  reworked = reworked + CASE WHEN party = '' AND :verb = 'reopen' THEN 1 ELSE 0 END,
  contacted = CASE WHEN :verb = 'reopen' THEN 0 ELSE contacted END
WHERE home = :home AND demand = :subject

-- ---- answered ----

-- rate_fact_answered
INSERT INTO rate_fact (home, demand, seq, party, at, month, month_recorded, unit, replied,
  solved_at_office, solved_above, explained, shelved)
SELECT c.home, c.demand, CAST(:seq AS BIGINT), '',
  COALESCE(CAST(:occurred_at AS BIGINT), CAST(:at AS BIGINT)), CAST(:month AS BIGINT),
  CAST(:month_recorded AS BIGINT), c.unit, 1,
  CASE WHEN :resolution IN ('solved', 'workaround') AND COALESCE(:above, 0) = 0 THEN 1 ELSE 0 END,
  CASE WHEN :resolution IN ('solved', 'workaround') AND :above = 1 THEN 1 ELSE 0 END,
  CASE WHEN :resolution = 'explained' THEN 1 ELSE 0 END,
  CASE WHEN :resolution = 'shelved' THEN 1 ELSE 0 END
FROM rate_case c WHERE c.home = :home AND c.demand = :subject AND c.party = ''
ON CONFLICT (home, demand, seq) DO UPDATE SET replied = 1,
  solved_at_office = excluded.solved_at_office, solved_above = excluded.solved_above,
  explained = excluded.explained, shelved = excluded.shelved

-- rate_case_answered
UPDATE rate_case SET
  closed = CASE WHEN party = '' AND :class = 'done' THEN 1 ELSE 0 END,
  replied = CASE WHEN party = '' THEN 1 ELSE 0 END,
  solved_at_office = CASE WHEN party = '' AND :resolution IN ('solved', 'workaround')
    AND COALESCE(:above, 0) = 0 THEN 1 ELSE 0 END,
  solved_above = CASE WHEN party = '' AND :resolution IN ('solved', 'workaround')
    AND :above = 1 THEN 1 ELSE 0 END,
  explained = CASE WHEN party = '' AND :resolution = 'explained' THEN 1 ELSE 0 END,
  shelved = CASE WHEN party = '' AND :resolution = 'shelved' THEN 1 ELSE 0 END,
  answer = :seq, called = 0, disputed = 0
WHERE home = :home AND demand = :subject

-- ---- called back ----

-- rate_party_add
INSERT INTO rate_case (home, demand, party, month, month_recorded, unit, kind, category, against,
  excluded, contacted, answer)
SELECT c.home, c.demand, CAST(:by AS TEXT), c.month, c.month_recorded, c.unit, c.kind, c.category,
  c.against, c.excluded, c.contacted, c.answer
FROM rate_case c WHERE c.home = :home AND c.demand = :subject AND c.party = ''
ON CONFLICT (home, demand, party) DO NOTHING

-- One that was disputed and asked again leaves the count of its month.
-- rate_replaced_out
INSERT INTO rate_cell {cell_columns} {fact_rows} {minus_facts} {fact_of} {replaced}
{fact_groups} {add_up}

-- rate_replaced
UPDATE rate_fact SET replaced = 1 WHERE home = :home AND demand = :subject
AND seq = (SELECT p.called FROM rate_case p WHERE p.home = :home AND p.demand = :subject
  AND p.party = COALESCE(CAST(:by AS TEXT), '')) AND COALESCE(:valid, 0) = 1

-- rate_replaced_in
INSERT INTO rate_cell {cell_columns} {fact_rows} {plus_facts} {fact_of} {replaced}
{fact_groups} {add_up}

-- rate_fact_called
INSERT INTO rate_fact (home, demand, seq, party, at, month, month_recorded, unit, callback_attempts,
  callback_valid, callback_contacted, callback_solved, callback_satisfied,
  callback_basically_satisfied, callback_dissatisfied, reworked)
SELECT c.home, c.demand, CAST(:seq AS BIGINT), COALESCE(CAST(:by AS TEXT), ''),
  COALESCE(CAST(:occurred_at AS BIGINT), CAST(:at AS BIGINT)),
  CAST(:month AS BIGINT), CAST(:month_recorded AS BIGINT), c.unit, 1, COALESCE(:valid, 0),
  COALESCE(:valid, 0) * COALESCE(:contacted, c.contacted),
  COALESCE(:valid, 0) * COALESCE(:solved, 0),
  CASE WHEN :valid = 1 AND :grade = 'satisfied' THEN 1 ELSE 0 END,
  CASE WHEN :valid = 1 AND :grade = 'basically_satisfied' THEN 1 ELSE 0 END,
  CASE WHEN :valid = 1 AND :grade = 'dissatisfied' THEN 1 ELSE 0 END,
  CASE WHEN :valid = 1 AND COALESCE(:solved, 0) = 0 AND :state <> :from THEN 1 ELSE 0 END
FROM rate_case c WHERE c.home = :home AND c.demand = :subject AND c.party = ''
ON CONFLICT (home, demand, seq) DO UPDATE SET party = excluded.party,
  callback_attempts = 1, callback_valid = excluded.callback_valid,
  callback_contacted = excluded.callback_contacted, callback_solved = excluded.callback_solved,
  callback_satisfied = excluded.callback_satisfied,
  callback_basically_satisfied = excluded.callback_basically_satisfied,
  callback_dissatisfied = excluded.callback_dissatisfied, reworked = excluded.reworked

-- Of the demand itself and of the party: the last valid one counts.
-- rate_case_called
UPDATE rate_case SET
  callback_attempts = callback_attempts + 1,
  callback_valid = CASE WHEN :valid = 1 THEN 1 ELSE callback_valid END,
  callback_contacted = CASE WHEN :valid = 1 THEN COALESCE(:contacted, contacted)
    ELSE callback_contacted END,
  callback_solved = CASE WHEN :valid = 1 THEN COALESCE(:solved, 0) ELSE callback_solved END,
  callback_satisfied = CASE WHEN :valid = 1
    THEN CASE WHEN :grade = 'satisfied' THEN 1 ELSE 0 END ELSE callback_satisfied END,
  callback_basically_satisfied = CASE WHEN :valid = 1
    THEN CASE WHEN :grade = 'basically_satisfied' THEN 1 ELSE 0 END
    ELSE callback_basically_satisfied END,
  callback_dissatisfied = CASE WHEN :valid = 1
    THEN CASE WHEN :grade = 'dissatisfied' THEN 1 ELSE 0 END ELSE callback_dissatisfied END,
  called = CASE WHEN :valid = 1 THEN :seq ELSE called END,
  disputed = CASE WHEN :valid = 1 THEN 0 ELSE disputed END
WHERE home = :home AND demand = :subject AND party IN ('', COALESCE(CAST(:by AS TEXT), ''))

-- rate_case_after_call
UPDATE rate_case SET
  closed = CASE WHEN party = '' AND :class = 'done' THEN 1 ELSE 0 END,
  reworked = reworked + CASE WHEN party = '' AND :valid = 1 AND COALESCE(:solved, 0) = 0
    AND :state <> :from THEN 1 ELSE 0 END,
  contacted = CASE WHEN :valid = 1 AND COALESCE(:solved, 0) = 0 AND :state <> :from THEN 0
    ELSE contacted END
WHERE home = :home AND demand = :subject

-- rate_disputed
UPDATE rate_case SET disputed = 1 WHERE home = :home AND demand = :subject AND party = :by

-- rate_case_get
SELECT party, contacted, answer, called, disputed, excluded FROM rate_case
WHERE home = :home AND demand = :demand AND party = :party

-- rate_case_disputed
SELECT count(*) FROM rate_case WHERE home = :home AND demand = :demand AND disputed = 1

-- ---- amended, voided, excluded ----

-- rate_fact_amended
UPDATE rate_fact SET
  solved_at_office = (SELECT CASE WHEN d.resolution IN ('solved', 'workaround') AND d.above = 0
    THEN 1 ELSE 0 END FROM demand d WHERE d.home = :home AND d.id = :subject),
  solved_above = (SELECT CASE WHEN d.resolution IN ('solved', 'workaround') AND d.above = 1
    THEN 1 ELSE 0 END FROM demand d WHERE d.home = :home AND d.id = :subject),
  explained = (SELECT CASE WHEN d.resolution = 'explained' THEN 1 ELSE 0 END FROM demand d
    WHERE d.home = :home AND d.id = :subject),
  shelved = (SELECT CASE WHEN d.resolution = 'shelved' THEN 1 ELSE 0 END FROM demand d
    WHERE d.home = :home AND d.id = :subject)
WHERE home = :home AND demand = :subject AND replied = 1
AND seq = (SELECT c.answer FROM rate_case c WHERE c.home = :home AND c.demand = :subject
  AND c.party = '')

-- rate_case_amended
UPDATE rate_case SET
  kind = CASE WHEN :kind? = 1 THEN :kind ELSE kind END,
  category = CASE WHEN :category? = 1 THEN :category ELSE category END,
  solved_at_office = (SELECT CASE WHEN d.resolution IN ('solved', 'workaround') AND d.above = 0
    AND rate_case.replied = 1 THEN 1 ELSE 0 END FROM demand d
    WHERE d.home = :home AND d.id = :subject),
  solved_above = (SELECT CASE WHEN d.resolution IN ('solved', 'workaround') AND d.above = 1
    AND rate_case.replied = 1 THEN 1 ELSE 0 END FROM demand d
    WHERE d.home = :home AND d.id = :subject),
  explained = (SELECT CASE WHEN d.resolution = 'explained' AND rate_case.replied = 1
    THEN 1 ELSE 0 END FROM demand d WHERE d.home = :home AND d.id = :subject),
  shelved = (SELECT CASE WHEN d.resolution = 'shelved' AND rate_case.replied = 1
    THEN 1 ELSE 0 END FROM demand d WHERE d.home = :home AND d.id = :subject)
WHERE home = :home AND demand = :subject

-- rate_case_void
UPDATE rate_case SET voided = 1 WHERE home = :home AND demand = :subject

-- rate_case_exclude
UPDATE rate_case SET excluded = :excluded WHERE home = :home AND demand = :subject

-- rate_fact_excluded
INSERT INTO rate_fact (home, demand, seq, party, at, month, month_recorded, unit, excluded)
SELECT c.home, c.demand, CAST(:seq AS BIGINT), '',
  COALESCE(CAST(:occurred_at AS BIGINT), CAST(:at AS BIGINT)), CAST(:month AS BIGINT),
  CAST(:month_recorded AS BIGINT), c.unit, 1
FROM rate_case c WHERE c.home = :home AND c.demand = :subject AND c.party = ''
AND :excluded = 1

-- rate_fact_lifted
UPDATE rate_fact SET replaced = 1 WHERE home = :home AND demand = :subject AND seq = :decided
AND :excluded = 0
