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
  missed_at = CASE WHEN :verb = 'miss' THEN COALESCE(CAST(:occurred_at AS BIGINT), :at) ELSE missed_at END,
  released_at = CASE WHEN :released = 1 THEN COALESCE(CAST(:occurred_at AS BIGINT), :at)
    ELSE released_at END,
  reply_v = CASE WHEN :text? = 1 THEN :text ELSE reply_v END,
  grade = CASE WHEN :verb = 'evaluate' THEN :grade ELSE grade END,
  appraisal = CASE WHEN :verb = 'appraise' THEN :grade ELSE appraisal END,
  revision = :revision, seq = :seq
WHERE home = :home AND id = :subject

-- party_amend
UPDATE party SET
  grade = CASE WHEN :grade? = 1 THEN :grade ELSE grade END,
  appraisal = CASE WHEN :appraisal? = 1 THEN :appraisal ELSE appraisal END,
  revision = :revision, seq = :seq
WHERE home = :home AND id = :subject

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

-- Those of an office and of all below it that were called and not released; of whistles that
-- still go on.
-- party_list
SELECT p.id AS id, p.whistle AS whistle, t.order_no AS order_no, w.kind AS kind,
  t.title_v AS subject, p.office AS office, p.part AS part, p.state AS state, p.class AS class,
  p.bound AS bound, p.called_at AS called_at, p.signed_at AS signed_at,
  p.contacted_at AS contacted_at, p.reported_at AS reported_at, p.missed_at AS missed_at,
  p.grade AS grade, p.revision AS revision
FROM office_above a CROSS JOIN party p JOIN whistle w ON w.home = p.home AND w.id = p.whistle
JOIN whistle_text t ON t.home = w.home AND t.id = w.id
WHERE a.home = :root AND a.above = :reach AND p.office = a.office AND p.id > :after
AND p.called_at IS NOT NULL AND p.released_at IS NULL AND w.class IN ('active', 'waiting')
AND (:state IS NULL OR p.state = :state)
ORDER BY p.id LIMIT :limit
