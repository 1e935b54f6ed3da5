-- Rungs of ladders: those that are due, those that fired.

-- rung_add
INSERT INTO rung (home, about, clock, round, armed, rung, unit, rung_at, due_at, card, folded,
  seq, item, at)
VALUES (:home, :about, :clock, :round, :armed, :rung, :unit, :rung_at, :due_at, :card,
  COALESCE(:folded, 0), :seq, :item, :at)

-- rung_next
UPDATE clock SET next_at = :next_at, next_rung = :next_rung
WHERE home = :home AND subject = :about AND name = :clock AND round = :round

-- The index of what is due holds all that is asked for.
-- rung_due
SELECT subject, name, round, next_at, next_rung FROM clock
WHERE next_at <= :now AND next_at IS NOT NULL AND +home = :home
ORDER BY next_at, home, subject, name, round LIMIT :limit

-- rung_due_home
SELECT home FROM clock WHERE next_at <= :now AND next_at IS NOT NULL
ORDER BY next_at, home, subject, name, round LIMIT 1

-- rung_due_one
SELECT subject FROM clock WHERE next_at <= :now AND next_at IS NOT NULL AND +home = :home
ORDER BY next_at, home, subject, name, round LIMIT 1

-- rung_next_due
SELECT next_at FROM clock WHERE next_at > :now AND next_at IS NOT NULL
ORDER BY next_at, home, subject, name, round LIMIT 1

-- rung_next_of
SELECT next_at FROM clock WHERE next_at > :now AND next_at IS NOT NULL AND +home = :home
ORDER BY next_at, home, subject, name, round LIMIT 1

-- fragment fired
SELECT r.seq * 64 + r.item AS place, r.about AS about, COALESCE(t.order_no, w.order_no, s.order_no) AS order_no, r.clock AS clock,
  r.round AS round, r.unit AS unit, r.rung AS rung, r.rung_at AS rung_at, r.due_at AS due_at,
  r.at AS at, r.card AS card, r.folded AS folded, r.seq AS seq
FROM rung r LEFT JOIN demand_text t ON t.home = r.home AND t.id = r.about
LEFT JOIN party p ON p.home = r.home AND p.id = r.about
LEFT JOIN whistle_text w ON w.home = r.home AND w.id = COALESCE(p.whistle, r.about)
LEFT JOIN supervision_text s ON s.home = r.home AND s.id = r.about

-- rung_list
{fired}
WHERE r.home = :home AND r.seq >= :after AND (r.seq > :after OR r.item > :after_item)
AND (:unit IS NULL OR r.unit = :unit)
ORDER BY r.seq, r.item LIMIT :limit

-- rung_list_cards
{fired}
WHERE r.home = :home AND r.card IS NOT NULL
AND r.seq >= :after AND (r.seq > :after OR r.item > :after_item)
AND (:unit IS NULL OR r.unit = :unit)
ORDER BY r.seq, r.item LIMIT :limit

-- rung_list_about
{fired}
WHERE r.home = :home AND r.about = :about
AND r.seq >= :after AND (r.seq > :after OR r.item > :after_item)
AND (:unit IS NULL OR r.unit = :unit) AND (:cards = 0 OR r.card IS NOT NULL)
ORDER BY r.seq, r.item LIMIT :limit
