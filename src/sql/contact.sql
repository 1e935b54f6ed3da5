-- Whom to ask at an enterprise.

-- contact_insert
INSERT INTO contact (home, id, enterprise, role, name_v, phone_v, mail_v, consent_until, main,
  voided, revision, seq, created_at)
VALUES (:home, :subject, :enterprise, :role, :name, :phone, :mail, :consent_until,
  COALESCE(:main, 0), 0, :revision, :seq, :at)

-- contact_insert_with
INSERT INTO contact (home, id, enterprise, role, name_v, phone_v, mail_v, consent_until, main,
  voided, revision, seq, created_at)
VALUES (:home, :id, :subject, :role, :name, :phone, :mail, :consent_until, COALESCE(:main, 0), 0,
  1, :seq, :at)

-- contact_update
UPDATE contact SET
  role = CASE WHEN :role? = 1 THEN :role ELSE role END,
  name_v = CASE WHEN :name? = 1 THEN :name ELSE name_v END,
  phone_v = CASE WHEN :phone? = 1 THEN :phone ELSE phone_v END,
  mail_v = CASE WHEN :mail? = 1 THEN :mail ELSE mail_v END,
  consent_until = CASE WHEN :consent_until? = 1 THEN :consent_until ELSE consent_until END,
  main = CASE WHEN :main? = 1 THEN :main ELSE main END,
  revision = :revision, seq = :seq
WHERE home = :home AND id = :subject

-- contact_only_main
UPDATE contact SET main = 0
WHERE home = :home AND enterprise = :enterprise AND id <> :subject AND main = 1 AND :main = 1

-- contact_void
UPDATE contact SET voided = 1, main = 0, revision = :revision, seq = :seq
WHERE home = :home AND id = :subject

-- contact_get
SELECT id, enterprise, role, name_v AS name, phone_v AS phone, mail_v AS mail, consent_until,
  main, voided, revision, seq, created_at
FROM contact WHERE home = :home AND id = :id

-- contact_list
SELECT id, enterprise, role, name_v AS name, phone_v AS phone, mail_v AS mail, consent_until,
  main, voided, revision, seq, created_at
FROM contact WHERE home = :home AND enterprise = :enterprise AND id > :after
AND voided <= :voided ORDER BY id LIMIT :limit

-- contact_by_role
SELECT id, enterprise, role, name_v AS name, phone_v AS phone, mail_v AS mail, consent_until,
  main, voided, revision, seq, created_at
FROM contact WHERE home = :home AND enterprise = :enterprise AND role = :role AND voided = 0
ORDER BY main DESC, id
