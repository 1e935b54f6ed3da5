-- Files that are evidence of something.

-- attachment_insert
INSERT INTO attachment (home, id, about, noun, kind, type, size, name_v, content_v, staff, office,
  voided, revision, seq, created_at)
VALUES (:home, :subject, :about, :noun, :kind, :type, :size, :name, :content, :actor,
  :acting_office, 0, :revision, :seq, COALESCE(CAST(:occurred_at AS BIGINT), :at))

-- attachment_amend
UPDATE attachment SET
  kind = CASE WHEN :kind? = 1 THEN :kind ELSE kind END,
  name_v = CASE WHEN :name? = 1 THEN :name ELSE name_v END,
  revision = :revision, seq = :seq
WHERE home = :home AND id = :subject

-- attachment_void
UPDATE attachment SET voided = 1, revision = :revision, seq = :seq
WHERE home = :home AND id = :subject

-- fragment columns
id, about, noun, kind, type, size, name_v AS name, content_v AS digest, staff, office, voided,
  revision, seq, created_at

-- attachment_get
SELECT {columns} FROM attachment WHERE home = :home AND id = :id

-- attachment_list
SELECT {columns} FROM attachment WHERE home = :home AND about = :about AND id > :after
AND voided <= :voided AND (:kind IS NULL OR kind = :kind) ORDER BY id LIMIT :limit

-- attachment_about_what
SELECT about FROM attachment WHERE home = :home AND id = :id

-- attachment_list_by
SELECT {columns} FROM attachment WHERE home = :home AND about = :about AND id > :after
AND voided <= :voided AND (:kind IS NULL OR kind = :kind) AND staff = :staff
ORDER BY id LIMIT :limit
