-- Members of staff and their roles.

-- staff_insert
INSERT INTO staff (home, id, account, name, office, phone_v, enterprise, voided, revision, seq, created_at)
VALUES (:home, :subject, :account, :name, :office, :phone, :enterprise, 0, :revision, :seq, :at)

-- staff_update
UPDATE staff SET
  name = CASE WHEN :name? = 1 THEN :name ELSE name END,
  office = CASE WHEN :office? = 1 THEN :office ELSE office END,
  phone_v = CASE WHEN :phone? = 1 THEN :phone ELSE phone_v END,
  enterprise = CASE WHEN :enterprise? = 1 THEN :enterprise ELSE enterprise END,
  revision = :revision, seq = :seq
WHERE home = :home AND id = :subject

-- staff_void
UPDATE staff SET voided = 1, revision = :revision, seq = :seq
WHERE home = :home AND id = :subject

-- staff_touch
UPDATE staff SET revision = :revision, seq = :seq WHERE home = :home AND id = :subject

-- staff_role_insert
INSERT INTO staff_role (home, staff, office, role, seq)
VALUES (:home, :subject, :office, :role, :seq)

-- staff_role_delete
DELETE FROM staff_role WHERE home = :home AND staff = :subject AND office = :office
AND role = :role

-- staff_roles_clear
DELETE FROM staff_role WHERE home = :home AND staff = :subject

-- staff_get
SELECT id, account, name, office, phone_v AS phone, enterprise, voided, revision, seq, created_at
FROM staff WHERE home = :home AND id = :id

-- staff_by_account
SELECT id FROM staff WHERE home = :home AND account = :account

-- staff_roles
SELECT office, role FROM staff_role WHERE home = :home AND staff = :staff ORDER BY office, role

-- staff_role_find
SELECT seq FROM staff_role WHERE home = :home AND staff = :staff AND office = :office
AND role = :role

-- staff_list
SELECT s.id AS id, s.account AS account, s.name AS name, s.office AS office,
  s.phone_v AS phone, s.enterprise AS enterprise, s.voided AS voided, s.revision AS revision, s.seq AS seq,
  s.created_at AS created_at
FROM staff s JOIN office_above a ON a.home = s.home AND a.office = s.office AND a.above = :under
WHERE s.home = :home AND s.id > :after AND s.voided <= :voided
ORDER BY s.id LIMIT :limit

-- staff_list_all
SELECT id, account, name, office, phone_v AS phone, enterprise, voided, revision, seq, created_at
FROM staff WHERE home = :home AND id > :after AND voided <= :voided ORDER BY id LIMIT :limit

-- staff_reference_add
INSERT INTO reference (home, noun, system, code, subject)
VALUES (:home, 'staff', :system, :code, :subject)
