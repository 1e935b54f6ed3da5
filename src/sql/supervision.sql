-- Supervision orders: what they are about, whom they supervise, what was replied.

-- supervision_insert
INSERT INTO supervision (home, id, state, class, kind, reason, demand, whistle, party, unit, issuer,
  by_rule, round, chart, issued_at, voided, revision, seq)
VALUES (:home, :subject, :state, :class, :kind, :reason, :demand, :whistle, :party, :unit, :issuer,
  COALESCE(:by_rule, 0), 1, :chart, COALESCE(CAST(:occurred_at AS BIGINT), :at), 0, :revision, :seq)

-- supervision_text_insert
INSERT INTO supervision_text (home, id, order_no, text_v)
VALUES (:home, :subject, :order_no, :text)

-- supervision_count_up
INSERT INTO supervision_counter (home, year, number) VALUES (:home, :year, :number)
ON CONFLICT (home, year) DO UPDATE SET number = excluded.number

-- supervision_number
SELECT number FROM supervision_counter WHERE home = :home AND year = :year

-- supervision_step
UPDATE supervision SET state = :state, class = :class,
  round = COALESCE(CAST(:round AS BIGINT), round),
  signed_at = CASE WHEN :verb = 'sign' THEN COALESCE(CAST(:occurred_at AS BIGINT), :at) ELSE signed_at END,
  replied_at = CASE WHEN :verb = 'reply' THEN COALESCE(CAST(:occurred_at AS BIGINT), :at) ELSE replied_at END,
  ended_at = CASE WHEN :class = 'done' THEN COALESCE(CAST(:occurred_at AS BIGINT), :at) ELSE NULL END,
  voided = COALESCE(:voided, voided),
  revision = :revision, seq = :seq
WHERE home = :home AND id = :subject

-- supervision_reply_add
INSERT INTO supervision_reply (home, supervision, seq, round, text_v, actor, office, at)
VALUES (:home, :subject, :seq, :reply_round, :text, :actor, :acting_office,
  COALESCE(CAST(:occurred_at AS BIGINT), :at))

-- supervision_evidence_add
INSERT INTO supervision_evidence (home, supervision, seq, item, kind, reference_v, digest, at)
VALUES (:home, :subject, :seq, :item, :kind, :reference, :digest, COALESCE(CAST(:occurred_at AS BIGINT), :at))

-- supervision_get
SELECT id, state, class, kind, reason, demand, whistle, party, unit, issuer, by_rule, round, chart,
  issued_at, signed_at, replied_at, ended_at, voided, revision, seq
FROM supervision WHERE home = :home AND id = :id

-- supervision_text_get
SELECT order_no, text_v AS text FROM supervision_text WHERE home = :home AND id = :id

-- supervision_replies
SELECT seq, round, text_v AS text, actor, office, at
FROM supervision_reply WHERE home = :home AND supervision = :supervision ORDER BY seq

-- supervision_evidence_of
SELECT seq, item, kind, reference_v AS reference, digest, at
FROM supervision_evidence WHERE home = :home AND supervision = :supervision ORDER BY seq, item

-- Units supervised by an order that goes on: for so long they may know of what it is about.
-- supervision_of_demand
SELECT unit FROM supervision WHERE demand = :demand AND class <> 'done' ORDER BY home, id

-- supervision_of_whistle
SELECT unit FROM supervision WHERE whistle = :whistle AND class <> 'done' ORDER BY home, id

-- One matter, one slip of a colour: is there such an order that goes on?
-- supervision_there
SELECT id FROM supervision WHERE home = :home AND class <> 'done' AND unit = :unit AND kind = :kind
AND COALESCE(demand, 0) = :demand AND COALESCE(whistle, 0) = :whistle AND COALESCE(party, 0) = :party
ORDER BY id LIMIT 1

-- fragment supervision_row
s.id AS id, t.order_no AS order_no, s.state AS state, s.class AS class, s.kind AS kind,
  s.reason AS reason, s.demand AS demand, s.whistle AS whistle, s.party AS party, s.unit AS unit,
  s.issuer AS issuer, s.by_rule AS by_rule, s.round AS round, s.issued_at AS issued_at,
  s.signed_at AS signed_at, s.replied_at AS replied_at, s.ended_at AS ended_at,
  s.voided AS voided, s.revision AS revision

-- fragment supervision_filter
AND (:state IS NULL OR s.state = :state) AND (:kind IS NULL OR s.kind = :kind)
AND s.voided <= :voided

-- supervision_list
SELECT {supervision_row} FROM supervision s
JOIN supervision_text t ON t.home = s.home AND t.id = s.id
WHERE s.home = :home AND s.id > :after
{supervision_filter}
ORDER BY s.id LIMIT :limit

-- supervision_list_open
SELECT {supervision_row} FROM supervision s
JOIN supervision_text t ON t.home = s.home AND t.id = s.id
WHERE s.home = :home AND s.class <> 'done' AND s.id > :after
{supervision_filter}
ORDER BY s.id LIMIT :limit

-- Those to an office and all below it.
-- supervision_list_unit
SELECT {supervision_row} FROM office_above a CROSS JOIN supervision s
JOIN supervision_text t ON t.home = s.home AND t.id = s.id
WHERE a.home = :root AND a.above = :reach AND s.unit = a.office AND s.id > :after
{supervision_filter} AND (:open = 0 OR s.class <> 'done')
ORDER BY s.id LIMIT :limit
