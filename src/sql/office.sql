-- Offices and the tree they stand in.

-- office_insert
INSERT INTO office (home, id, kind, name, prefix, area_code, parent, chain, voided, revision, seq,
  created_at)
VALUES (:home, :subject, :kind, :name, :prefix, :area_code, :parent, :chain, 0, :revision, :seq,
  :at)

-- office_update
UPDATE office SET
  name = CASE WHEN :name? = 1 THEN :name ELSE name END,
  prefix = CASE WHEN :prefix? = 1 THEN :prefix ELSE prefix END,
  area_code = CASE WHEN :area_code? = 1 THEN :area_code ELSE area_code END,
  parent = CASE WHEN :parent? = 1 THEN :parent ELSE parent END,
  revision = :revision, seq = :seq
WHERE home = :home AND id = :subject

-- office_touch
UPDATE office SET revision = :revision, seq = :seq WHERE home = :home AND id = :subject

-- office_void
UPDATE office SET voided = 1, revision = :revision, seq = :seq
WHERE home = :home AND id = :subject

-- office_above_self
INSERT INTO office_above (home, office, above, distance) VALUES (:home, :subject, :subject, 0)

-- office_above_parent
INSERT INTO office_above (home, office, above, distance)
SELECT CAST(:home AS BIGINT), below.office, over.above, below.distance + over.distance + 1
FROM office_above below JOIN office_above over ON over.home = below.home
WHERE below.home = :home AND below.above = :subject AND over.office = :parent

-- office_above_cut
DELETE FROM office_above WHERE home = :home
AND office IN (SELECT office FROM office_above WHERE home = :home AND above = :subject)
AND above NOT IN (SELECT office FROM office_above WHERE home = :home AND above = :subject)

-- office_get
SELECT id, kind, name, prefix, area_code, parent, chain, voided, revision, seq, created_at
FROM office WHERE home = :home AND id = :id

-- office_list
SELECT o.id AS id, o.kind AS kind, o.name AS name, o.prefix AS prefix, o.area_code AS area_code,
  o.parent AS parent, o.chain AS chain, o.voided AS voided, o.revision AS revision, o.seq AS seq,
  o.created_at AS created_at
FROM office_above a JOIN office o ON o.home = a.home AND o.id = a.office
WHERE a.home = :home AND a.above = :under AND a.office > :after
AND (:kind IS NULL OR o.kind = :kind) AND o.voided <= :voided
ORDER BY a.office LIMIT :limit

-- office_list_all
SELECT id, kind, name, prefix, area_code, parent, chain, voided, revision, seq, created_at
FROM office WHERE home = :home AND id > :after
AND (:kind IS NULL OR kind = :kind) AND voided <= :voided
ORDER BY id LIMIT :limit

-- office_children
SELECT count(*) FROM office_above WHERE home = :home AND above = :id AND distance = 1

-- office_reference_add
INSERT INTO reference (home, noun, system, code, subject)
VALUES (:home, 'office', :system, :code, :subject)

-- office_of_chain
SELECT id FROM office WHERE home = :home AND chain = :chain

-- office_top
SELECT id FROM office WHERE home = :home AND id = :id AND parent IS NULL AND voided = 0
