-- The event log, as it is exported: demands of a home that the reader may know of.

-- fragment not_blind
AND (d.against IS NULL OR NOT EXISTS (SELECT 1 FROM office_above x
  WHERE x.home = :root AND x.above = d.against AND (x.office = :office
  OR x.office IN (SELECT s.office FROM staff s WHERE s.home = :root AND s.id = :staff)
  OR x.office IN (SELECT r.office FROM staff_role r WHERE r.home = :root AND r.staff = :staff))))

-- log_count scan: all that an office has is exported
SELECT count(*) FROM demand d WHERE d.home = :home
AND d.opened_at >= :since AND d.opened_at < :until
{not_blind}

-- log_cases
SELECT d.id AS id, t.order_no AS order_no, d.channel AS channel, d.kind AS kind,
  d.category AS category, d.seq AS seq
FROM demand d JOIN demand_text t ON t.home = d.home AND t.id = d.id
WHERE d.home = :home AND d.id > :after AND d.opened_at >= :since AND d.opened_at < :until
{not_blind}
ORDER BY d.id LIMIT :limit
