-- Parties: the offices that a whistle calls.

-- party_insert
INSERT INTO party (home, id, whistle, office, part, state, class, bound, chart, revision, seq,
  created_at)
VALUES (:home, :subject, :whistle, :office, :part, :state, :class, 0, :chart, :revision, :seq,
  COALESCE(CAST(:occurred_at AS BIGINT), :at))

-- A time is set when it happens first; that of a call anew begins with it.
-- party_step
UPDATE party SET state = :state, class = :class,
  bound = COALESCE(:bound, bound),
  proposed = CASE WHEN :proposed? = 1 THEN :proposed ELSE proposed END,
  called_at = CASE WHEN :verb = 'call' THEN COALESCE(CAST(:occurred_at AS BIGINT), :at) ELSE called_at END,
  signed_at = CASE WHEN :verb = 'sign' THEN COALESCE(CAST(:occurred_at AS BIGINT), :at) ELSE signed_at END,
  contacted_at = CASE WHEN :verb = 'contact' AND contacted_at IS NULL
    THEN COALESCE(CAST(:occurred_at AS BIGINT), :at) ELSE contacted_at END,
  reported_at = CASE WHEN :verb = 'report_in' THEN COALESCE(CAST(:occurred_at AS BIGINT), :at)
    ELSE reported_at END,
  late = CASE WHEN :verb = 'report_in' THEN COALESCE(CAST(:late AS BIGINT), 0) ELSE late END,
  month = CASE WHEN :verb = 'call' THEN :month ELSE month END,
  month_recorded = CASE WHEN :verb = 'call' THEN :month_recorded ELSE month_recorded END,
  against = CASE WHEN :verb = 'call' THEN COALESCE(CAST(:against AS BIGINT), 0) ELSE against END,
  missed_at = CASE WHEN :verb = 'miss' THEN COALESCE(CAST(:occurred_at AS BIGINT), :at) ELSE missed_at END,
  released_at = CASE WHEN :released = 1 THEN COALESCE(CAST(:occurred_at AS BIGINT), :at)
    ELSE released_at END,
  reply_v = CASE WHEN :text? = 1 THEN :text ELSE reply_v END,
  grade = CASE WHEN :verb = 'evaluate' THEN :grade ELSE grade END,
  rank = CASE WHEN :verb = 'evaluate' THEN :rank ELSE rank END,
  appraisal = CASE WHEN :verb = 'appraise' THEN :grade ELSE appraisal END,
  revision = :revision, seq = :seq
WHERE home = :home AND id = :subject

-- party_amend
UPDATE party SET
  grade = CASE WHEN :grade? = 1 THEN :grade ELSE grade END,
  rank = CASE WHEN :grade? = 1 THEN :rank ELSE rank END,
  appraisal = CASE WHEN :appraisal? = 1 THEN :appraisal ELSE appraisal END,
  revision = :revision, seq = :seq
WHERE home = :home AND id = :subject

-- What a call counts for in rates, in the month of the call, for the office that was called.

-- fragment cell_columns
(home, basis, month, unit, kind, category, party, against, party_called, party_reported_in,
  party_in_time, party_missed, party_graded, party_graded_in_time, party_excellent, party_good,
  party_fair, party_poor)
SELECT p.home, s.basis, CASE WHEN s.basis IN (0, 2) THEN p.month ELSE p.month_recorded END, p.office,
  '', '', '', p.against,

-- fragment cell_add
ON CONFLICT (home, basis, month, unit, kind, category, party, against) DO UPDATE SET
  party_called = rate_cell.party_called + excluded.party_called,
  party_reported_in = rate_cell.party_reported_in + excluded.party_reported_in,
  party_in_time = rate_cell.party_in_time + excluded.party_in_time,
  party_missed = rate_cell.party_missed + excluded.party_missed,
  party_graded = rate_cell.party_graded + excluded.party_graded,
  party_graded_in_time = rate_cell.party_graded_in_time + excluded.party_graded_in_time,
  party_excellent = rate_cell.party_excellent + excluded.party_excellent,
  party_good = rate_cell.party_good + excluded.party_good,
  party_fair = rate_cell.party_fair + excluded.party_fair,
  party_poor = rate_cell.party_poor + excluded.party_poor

-- fragment cell_of
FROM party p CROSS JOIN (SELECT 0 AS basis UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3) s
WHERE p.home = :home AND p.id = :subject AND p.month IS NOT NULL AND p.released_at IS NULL
{cell_add}

-- party_rate_in
INSERT INTO rate_cell {cell_columns}
  1, CASE WHEN p.reported_at IS NULL THEN 0 ELSE 1 END,
  CASE WHEN p.reported_at IS NULL THEN 0 ELSE 1 - p.late END,
  CASE WHEN p.missed_at IS NULL THEN 0 ELSE 1 END,
  CASE WHEN p.grade IS NULL THEN 0 ELSE 1 END,
  CASE WHEN p.grade IS NULL OR p.reported_at IS NULL THEN 0 ELSE 1 - p.late END,
  CASE WHEN p.rank = 'excellent' THEN 1 ELSE 0 END, CASE WHEN p.rank = 'good' THEN 1 ELSE 0 END,
  CASE WHEN p.rank = 'fair' THEN 1 ELSE 0 END, CASE WHEN p.rank = 'poor' THEN 1 ELSE 0 END
{cell_of}

-- party_rate_out
INSERT INTO rate_cell {cell_columns}
  -1, -CASE WHEN p.reported_at IS NULL THEN 0 ELSE 1 END,
  -CASE WHEN p.reported_at IS NULL THEN 0 ELSE 1 - p.late END,
  -CASE WHEN p.missed_at IS NULL THEN 0 ELSE 1 END,
  -CASE WHEN p.grade IS NULL THEN 0 ELSE 1 END,
  -CASE WHEN p.grade IS NULL OR p.reported_at IS NULL THEN 0 ELSE 1 - p.late END,
  -CASE WHEN p.rank = 'excellent' THEN 1 ELSE 0 END, -CASE WHEN p.rank = 'good' THEN 1 ELSE 0 END,
  -CASE WHEN p.rank = 'fair' THEN 1 ELSE 0 END, -CASE WHEN p.rank = 'poor' THEN 1 ELSE 0 END
{cell_of}

-- Of all calls of a whistle that comes to serve a complaint (whistle_rate_moved).
-- fragment moved
CASE WHEN p.against = :against THEN 1 ELSE -1 END

-- whistle_calls_moved
INSERT INTO rate_cell {cell_columns}
  CAST(SUM({moved}) AS BIGINT),
  CAST(SUM(CASE WHEN p.reported_at IS NULL THEN 0 ELSE {moved} END) AS BIGINT),
  CAST(SUM(CASE WHEN p.reported_at IS NULL OR p.late = 1 THEN 0 ELSE {moved} END) AS BIGINT),
  CAST(SUM(CASE WHEN p.missed_at IS NULL THEN 0 ELSE {moved} END) AS BIGINT),
  CAST(SUM(CASE WHEN p.grade IS NULL THEN 0 ELSE {moved} END) AS BIGINT),
  CAST(SUM(CASE WHEN p.grade IS NULL OR p.reported_at IS NULL OR p.late = 1 THEN 0
    ELSE {moved} END) AS BIGINT),
  CAST(SUM(CASE WHEN p.rank = 'excellent' THEN {moved} ELSE 0 END) AS BIGINT),
  CAST(SUM(CASE WHEN p.rank = 'good' THEN {moved} ELSE 0 END) AS BIGINT),
  CAST(SUM(CASE WHEN p.rank = 'fair' THEN {moved} ELSE 0 END) AS BIGINT),
  CAST(SUM(CASE WHEN p.rank = 'poor' THEN {moved} ELSE 0 END) AS BIGINT)
FROM party p CROSS JOIN (SELECT 0 AS basis UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3) s
WHERE p.home = :home AND p.whistle = :subject AND p.month IS NOT NULL AND p.released_at IS NULL
GROUP BY p.home, s.basis, p.month, p.month_recorded, p.office, p.against
{cell_add}

-- party_evidence_add
INSERT INTO party_evidence (home, party, seq, item, kind, reference_v, digest, at)
VALUES (:home, :subject, :seq, :item, :kind, :reference, :digest, COALESCE(CAST(:occurred_at AS BIGINT), :at))

-- fragment columns
id, whistle, office, part, state, class, bound, proposed, called_at, signed_at, contacted_at,
  reported_at, missed_at, released_at, reply_v AS reply, grade, appraisal, chart, revision, seq,
  created_at

-- party_get
SELECT {columns} FROM party WHERE home = :home AND id = :id

-- party_of_whistle
SELECT {columns} FROM party WHERE home = :home AND whistle = :whistle ORDER BY id

-- party_evidence_of
SELECT seq, item, kind, reference_v AS reference, digest, at
FROM party_evidence WHERE home = :home AND party = :party ORDER BY seq, item

-- party_evidence_kinds
SELECT kind FROM party_evidence WHERE home = :home AND party = :party
UNION SELECT kind FROM attachment WHERE home = :home AND about = :party AND voided = 0
ORDER BY kind

-- fragment row
p.id AS id, p.whistle AS whistle, t.order_no AS order_no, w.kind AS kind,
  t.title_v AS subject, p.office AS office, p.part AS part, p.state AS state, p.class AS class,
  p.bound AS bound, p.called_at AS called_at, p.signed_at AS signed_at,
  p.contacted_at AS contacted_at, p.reported_at AS reported_at, p.missed_at AS missed_at,
  p.grade AS grade, p.revision AS revision

-- Those of an office and of all below it that were called and not released; of whistles that
-- still go on.
-- party_list
SELECT {row}
FROM office_above a CROSS JOIN party p JOIN whistle w ON w.home = p.home AND w.id = p.whistle
JOIN whistle_text t ON t.home = w.home AND t.id = w.id
WHERE a.home = :root AND a.above = :reach AND p.office = a.office AND p.id > :after
AND p.called_at IS NOT NULL AND p.released_at IS NULL AND w.class IN ('active', 'waiting')
AND (:state IS NULL OR p.state = :state)
ORDER BY p.id LIMIT :limit

-- Those that whistles of a home called, and that have not come.
-- party_list_missed
SELECT {row}
FROM party p JOIN whistle w ON w.home = p.home AND w.id = p.whistle
JOIN whistle_text t ON t.home = w.home AND t.id = w.id
WHERE p.home = :home AND p.missed_at IS NOT NULL AND p.reported_at IS NULL AND p.id > :after
AND p.released_at IS NULL AND w.class IN ('active', 'waiting')
AND (:state IS NULL OR p.state = :state)
ORDER BY p.id LIMIT :limit
