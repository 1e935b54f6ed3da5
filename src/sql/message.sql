-- Who is told of what, and what of it this copy has delivered.

-- message_add
INSERT INTO message (home, seq, item, about, kind, staff, office, at)
VALUES (:home, :seq, :item, :about, :kind, :staff, :office, :at)

-- outbox_add
INSERT INTO outbox (home, seq, item, recipient, about, slot, ready_at, attempts, held)
VALUES (:home, :seq, :item, :recipient, :about, :slot, :ready_at, 0, 0)

-- ---- who ----

-- message_role_holders
SELECT r.staff AS staff FROM staff_role r JOIN staff s ON s.home = r.home AND s.id = r.staff
WHERE r.home = :root AND r.office = :office AND r.role = :role AND s.voided = 0
ORDER BY r.staff

-- message_stewards
SELECT staff FROM steward WHERE home = :home AND enterprise = :enterprise AND voided = 0
AND valid_from <= :day AND (valid_to IS NULL OR valid_to >= :day) ORDER BY id

-- message_recipient
SELECT account AS name FROM staff WHERE home = :root AND id = :id

-- message_office
SELECT name FROM office WHERE home = :root AND id = :id

-- message_case
SELECT t.order_no AS order_no, d.unit AS unit, d.due_at AS due_at
FROM demand d JOIN demand_text t ON t.home = d.home AND t.id = d.id
WHERE d.home = :home AND d.id = :id
UNION ALL SELECT t.order_no, w.unit, CAST(NULL AS BIGINT)
FROM whistle w JOIN whistle_text t ON t.home = w.home AND t.id = w.id
WHERE w.home = :home AND w.id = :id
UNION ALL SELECT t.order_no, p.office, CAST(NULL AS BIGINT)
FROM party p JOIN whistle_text t ON t.home = p.home AND t.id = p.whistle
WHERE p.home = :home AND p.id = :id
UNION ALL SELECT t.order_no, s.unit, CAST(NULL AS BIGINT)
FROM supervision s JOIN supervision_text t ON t.home = s.home AND t.id = s.id
WHERE s.home = :home AND s.id = :id

-- message_above
SELECT parent FROM office WHERE home = :root AND id = :id AND parent IS NOT NULL

-- message_homes
SELECT chain AS home, id AS office FROM office WHERE home = :root AND chain IS NOT NULL
ORDER BY chain

-- ---- taking ----

-- Ready, and behind nothing of the same case to the same recipient that is under way.
-- outbox_ready
SELECT o.seq AS seq, o.item AS item, o.recipient AS recipient, o.about AS about, o.slot AS slot,
  o.ready_at AS ready_at, o.attempts AS attempts, o.bundle AS bundle
FROM outbox o WHERE o.home = :home AND o.ready_at <= :now AND o.done_at IS NULL
AND (o.attempts > 0 OR NOT EXISTS (SELECT 1 FROM outbox p WHERE p.home = o.home
  AND p.recipient = o.recipient AND p.about = o.about AND p.done_at IS NULL AND p.attempts > 0))
ORDER BY o.ready_at, o.seq, o.item LIMIT :limit

-- What goes with it: all of its digest, and what waits before any of these in its lane.
-- outbox_with
SELECT o.seq AS seq, o.item AS item, o.recipient AS recipient, o.about AS about, o.slot AS slot,
  o.ready_at AS ready_at, o.attempts AS attempts, o.bundle AS bundle
FROM outbox o WHERE o.home = :home AND o.recipient = :recipient AND o.done_at IS NULL
AND o.attempts = 0
AND EXISTS (SELECT 1 FROM outbox s WHERE s.home = o.home AND s.recipient = o.recipient
  AND s.about = o.about AND s.done_at IS NULL AND s.attempts = 0
  AND (s.slot = :slot OR (s.seq = :seq AND s.item = :item))
  AND (s.seq > o.seq OR (s.seq = o.seq AND s.item >= o.item)))
AND NOT EXISTS (SELECT 1 FROM outbox p WHERE p.home = o.home AND p.recipient = o.recipient
  AND p.about = o.about AND p.done_at IS NULL AND p.attempts > 0)
ORDER BY o.seq, o.item LIMIT :limit

-- outbox_bundle
SELECT seq, item, recipient, about, slot, ready_at, attempts, bundle, worker, held
FROM outbox WHERE home = :home AND bundle = :bundle AND done_at IS NULL ORDER BY seq, item

-- outbox_one
SELECT seq, item, recipient, about, slot, ready_at, attempts, bundle, worker, held, outcome
FROM outbox WHERE home = :home AND seq = :seq AND item = :item

-- Nothing, when another worker came first.
-- outbox_hold
UPDATE outbox SET bundle = :bundle, worker = :worker, held = 1, ready_at = :until,
  attempts = attempts + 1
WHERE home = :home AND seq = :seq AND item = :item AND done_at IS NULL
AND attempts = :attempts AND ready_at = :ready_at

-- outbox_next
SELECT min(ready_at) FROM outbox WHERE home = :home AND done_at IS NULL AND ready_at > :now

-- ---- reporting back ----

-- outbox_done
UPDATE outbox SET held = 0, outcome = :outcome, done_at = :now, error = :error
WHERE home = :home AND bundle = :bundle AND done_at IS NULL

-- outbox_again
UPDATE outbox SET held = 0, ready_at = :ready_at, error = :error
WHERE home = :home AND bundle = :bundle AND done_at IS NULL

-- ---- reading ----

-- fragment listed
SELECT m.seq AS seq, m.item AS item, m.about AS about, m.kind AS kind, m.staff AS staff,
  m.office AS office, m.at AS at, o.bundle AS bundle, o.ready_at AS ready_at,
  o.attempts AS attempts, o.held AS held, o.error AS error, o.outcome AS outcome,
  o.done_at AS done_at, o.slot AS slot
FROM message m LEFT JOIN outbox o ON o.home = m.home AND o.seq = m.seq AND o.item = m.item

-- message_get
{listed}
WHERE m.home = :home AND m.seq = :seq AND m.item = :item

-- message_list_about
{listed}
WHERE m.home = :home AND m.about = :about
AND (m.seq > :after OR (m.seq = :after AND m.item > :after_item))
AND (:staff IS NULL OR m.staff = :staff) AND (:office IS NULL OR m.office = :office)
AND (:open = 0 OR (o.seq IS NOT NULL AND o.done_at IS NULL))
ORDER BY m.seq, m.item LIMIT :limit

-- message_list_all
{listed}
WHERE m.home = :home AND m.seq >= :after AND (m.seq > :after OR m.item > :after_item)
AND (:staff IS NULL OR m.staff = :staff) AND (:office IS NULL OR m.office = :office)
AND (:open = 0 OR (o.seq IS NOT NULL AND o.done_at IS NULL))
ORDER BY m.seq, m.item LIMIT :limit
