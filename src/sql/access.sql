-- Who may what, where.

-- actor_staff
SELECT id, office, enterprise FROM staff WHERE home = :home AND account = :account AND voided = 0

-- actor_grants
SELECT office, role FROM staff_role WHERE home = :home AND staff = :staff ORDER BY office, role

-- office_is_below
SELECT distance FROM office_above WHERE home = :home AND office = :office AND above = :above

-- offices_above
SELECT above FROM office_above WHERE home = :home AND office = :office ORDER BY distance, above

-- office_home
SELECT o.chain AS chain FROM office_above a JOIN office o ON o.home = a.home AND o.id = a.above
WHERE a.home = :home AND a.office = :office AND o.chain IS NOT NULL
ORDER BY a.distance LIMIT 1

-- home_office
SELECT office FROM chain WHERE home = :home
