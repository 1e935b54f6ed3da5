-- Who serves which enterprise, from when to when. Days are inclusive on both sides.

-- steward_insert
INSERT INTO steward (home, id, enterprise, staff, office, role, valid_from, valid_to, end_reason,
  replaced_by, voided, revision, seq, created_at)
VALUES (:home, :subject, :enterprise, :staff, :office, :role, :valid_from, :valid_to, NULL,
  NULL, 0, :revision, :seq, :at)

-- steward_end
UPDATE steward SET valid_to = :valid_to, end_reason = :reason, replaced_by = :replaced_by,
  revision = :revision, seq = :seq
WHERE home = :home AND id = :subject

-- steward_amend
UPDATE steward SET
  staff = CASE WHEN :staff? = 1 THEN :staff ELSE staff END,
  office = CASE WHEN :office? = 1 THEN :office ELSE office END,
  role = CASE WHEN :role? = 1 THEN :role ELSE role END,
  valid_from = CASE WHEN :valid_from? = 1 THEN :valid_from ELSE valid_from END,
  valid_to = CASE WHEN :valid_to? = 1 THEN :valid_to ELSE valid_to END,
  end_reason = CASE WHEN :valid_to? = 1 AND :valid_to IS NULL THEN NULL ELSE end_reason END,
  replaced_by = CASE WHEN :valid_to? = 1 AND :valid_to IS NULL THEN NULL ELSE replaced_by END,
  revision = :revision, seq = :seq
WHERE home = :home AND id = :subject

-- steward_void
UPDATE steward SET voided = 1, revision = :revision, seq = :seq
WHERE home = :home AND id = :subject

-- steward_office
SELECT office FROM staff WHERE home = :home AND id = :id AND voided = 0

-- Without statistics SQLite holds the key of the whole home for cheaper than the index on the
-- enterprise, unless that serves one condition more: so the list begins after a number.
-- steward_overlap
SELECT id, staff, valid_from, valid_to, revision, seq FROM steward
WHERE home = :home AND enterprise = :enterprise AND id > :after AND id <> :id
AND role = :role AND voided = 0
AND (valid_to IS NULL OR valid_to >= :valid_from)
AND (:valid_to IS NULL OR valid_from <= :valid_to)
ORDER BY id LIMIT :limit

-- steward_get
SELECT s.id AS id, s.enterprise AS enterprise, s.staff AS staff, p.name AS name,
  s.office AS office, s.role AS role, s.valid_from AS valid_from, s.valid_to AS valid_to,
  s.end_reason AS end_reason, s.replaced_by AS replaced_by, s.voided AS voided,
  s.revision AS revision, s.seq AS seq, s.created_at AS created_at
FROM steward s LEFT JOIN staff p ON p.home = :root AND p.id = s.staff
WHERE s.home = :home AND s.id = :id

-- steward_list_enterprise
SELECT s.id AS id, s.enterprise AS enterprise, s.staff AS staff, p.name AS name,
  s.office AS office, s.role AS role, s.valid_from AS valid_from, s.valid_to AS valid_to,
  s.end_reason AS end_reason, s.replaced_by AS replaced_by, s.voided AS voided,
  s.revision AS revision, s.seq AS seq, s.created_at AS created_at
FROM steward s LEFT JOIN staff p ON p.home = :root AND p.id = s.staff
WHERE s.home = :home AND s.enterprise = :enterprise AND s.id > :after
AND (:staff IS NULL OR s.staff = :staff) AND (:role IS NULL OR s.role = :role)
AND (:on IS NULL OR (s.valid_from <= :on AND (s.valid_to IS NULL OR s.valid_to >= :on)))
AND s.voided <= COALESCE(:voided, 0)
ORDER BY s.id LIMIT :limit

-- steward_list_staff
SELECT s.id AS id, s.enterprise AS enterprise, s.staff AS staff, p.name AS name,
  s.office AS office, s.role AS role, s.valid_from AS valid_from, s.valid_to AS valid_to,
  s.end_reason AS end_reason, s.replaced_by AS replaced_by, s.voided AS voided,
  s.revision AS revision, s.seq AS seq, s.created_at AS created_at
FROM steward s LEFT JOIN staff p ON p.home = :root AND p.id = s.staff
WHERE s.home = :home AND s.staff = :staff AND s.id > :after
AND (:role IS NULL OR s.role = :role)
AND (:on IS NULL OR (s.valid_from <= :on AND (s.valid_to IS NULL OR s.valid_to >= :on)))
AND s.voided <= COALESCE(:voided, 0)
ORDER BY s.id LIMIT :limit

-- steward_list_all
SELECT s.id AS id, s.enterprise AS enterprise, s.staff AS staff, p.name AS name,
  s.office AS office, s.role AS role, s.valid_from AS valid_from, s.valid_to AS valid_to,
  s.end_reason AS end_reason, s.replaced_by AS replaced_by, s.voided AS voided,
  s.revision AS revision, s.seq AS seq, s.created_at AS created_at
FROM steward s LEFT JOIN staff p ON p.home = :root AND p.id = s.staff
WHERE s.home = :home AND s.id > :after
AND (:role IS NULL OR s.role = :role)
AND (:on IS NULL OR (s.valid_from <= :on AND (s.valid_to IS NULL OR s.valid_to >= :on)))
AND s.voided <= COALESCE(:voided, 0)
ORDER BY s.id LIMIT :limit
