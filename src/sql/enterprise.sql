-- Enterprises, their tags and their numbers elsewhere.

-- enterprise_insert
INSERT INTO enterprise (home, id, kind, name, name_key, search_key, former_names, aliases, uscc,
  parent, state, industry, industry_edition, employees, revenue, assets, scale, scale_edition,
  legal_person_v, founded_on, registered_capital, registered_area, registered_address,
  registered_office, operating_area, operating_address, operating_office, tax_area, tax_address,
  tax_office, note_v, voided, revision, seq, created_at)
VALUES (:home, :subject, :kind, :name, :name_key, COALESCE(:search_key, :name_key),
  :former_names, :aliases, :uscc, :parent, :state, :industry, :industry_edition, :employees,
  :revenue, :assets, :scale, :scale_edition, :legal_person, :founded_on, :registered_capital,
  :registered_area, :registered_address, :registered_office, :operating_area,
  :operating_address, :operating_office, :tax_area, :tax_address, :tax_office, :note, 0,
  :revision, :seq, :at)

-- enterprise_update
UPDATE enterprise SET
  kind = CASE WHEN :kind? = 1 THEN :kind ELSE kind END,
  name = CASE WHEN :name? = 1 THEN :name ELSE name END,
  name_key = CASE WHEN :name_key? = 1 THEN :name_key ELSE name_key END,
  search_key = CASE WHEN :search_key? = 1 THEN :search_key ELSE search_key END,
  former_names = CASE WHEN :former_names? = 1 THEN :former_names ELSE former_names END,
  aliases = CASE WHEN :aliases? = 1 THEN :aliases ELSE aliases END,
  uscc = CASE WHEN :uscc? = 1 THEN :uscc ELSE uscc END,
  parent = CASE WHEN :parent? = 1 THEN :parent ELSE parent END,
  state = CASE WHEN :state? = 1 THEN :state ELSE state END,
  industry = CASE WHEN :industry? = 1 THEN :industry ELSE industry END,
  industry_edition = CASE WHEN :industry_edition? = 1 THEN :industry_edition
    ELSE industry_edition END,
  employees = CASE WHEN :employees? = 1 THEN :employees ELSE employees END,
  revenue = CASE WHEN :revenue? = 1 THEN :revenue ELSE revenue END,
  assets = CASE WHEN :assets? = 1 THEN :assets ELSE assets END,
  scale = CASE WHEN :scale? = 1 THEN :scale ELSE scale END,
  scale_edition = CASE WHEN :scale_edition? = 1 THEN :scale_edition ELSE scale_edition END,
  legal_person_v = CASE WHEN :legal_person? = 1 THEN :legal_person ELSE legal_person_v END,
  founded_on = CASE WHEN :founded_on? = 1 THEN :founded_on ELSE founded_on END,
  registered_capital = CASE WHEN :registered_capital? = 1 THEN :registered_capital
    ELSE registered_capital END,
  registered_area = CASE WHEN :registered_area? = 1 THEN :registered_area
    ELSE registered_area END,
  registered_address = CASE WHEN :registered_address? = 1 THEN :registered_address
    ELSE registered_address END,
  registered_office = CASE WHEN :registered_office? = 1 THEN :registered_office
    ELSE registered_office END,
  operating_area = CASE WHEN :operating_area? = 1 THEN :operating_area ELSE operating_area END,
  operating_address = CASE WHEN :operating_address? = 1 THEN :operating_address
    ELSE operating_address END,
  operating_office = CASE WHEN :operating_office? = 1 THEN :operating_office
    ELSE operating_office END,
  tax_area = CASE WHEN :tax_area? = 1 THEN :tax_area ELSE tax_area END,
  tax_address = CASE WHEN :tax_address? = 1 THEN :tax_address ELSE tax_address END,
  tax_office = CASE WHEN :tax_office? = 1 THEN :tax_office ELSE tax_office END,
  note_v = CASE WHEN :note? = 1 THEN :note ELSE note_v END,
  revision = :revision, seq = :seq
WHERE home = :home AND id = :subject

-- enterprise_void
UPDATE enterprise SET voided = 1, revision = :revision, seq = :seq
WHERE home = :home AND id = :subject

-- enterprise_touch
UPDATE enterprise SET revision = :revision, seq = :seq WHERE home = :home AND id = :subject

-- enterprise_get
SELECT id, kind, name, name_key, former_names, aliases, uscc, parent, state, industry,
  industry_edition, employees, revenue, assets, scale, scale_edition,
  legal_person_v AS legal_person, founded_on, registered_capital, registered_area,
  registered_address, registered_office, operating_area, operating_address, operating_office,
  tax_area, tax_address, tax_office, note_v AS note, voided, revision, seq, created_at
FROM enterprise WHERE home = :home AND id = :id

-- enterprise_by_uscc
SELECT id FROM enterprise WHERE home = :home AND uscc = :uscc AND voided = 0

-- enterprise_by_name
SELECT id FROM enterprise WHERE home = :home AND name_key = :name_key AND voided = 0
ORDER BY id LIMIT 1

-- enterprise_branches
SELECT count(*) FROM enterprise WHERE home = :home AND parent = :id AND voided = 0

-- enterprise_list
SELECT e.id AS id, e.kind AS kind, e.name AS name, e.name_key AS name_key, e.uscc AS uscc,
  e.parent AS parent, e.state AS state, e.industry AS industry, e.scale AS scale,
  e.operating_address AS operating_address, e.operating_office AS operating_office,
  e.voided AS voided, e.revision AS revision, e.created_at AS created_at
FROM enterprise e
WHERE e.home = :home AND e.id > :after AND e.voided <= :voided
AND (:own IS NULL OR e.id = :own)
AND (:kind IS NULL OR e.kind = :kind)
AND (:state IS NULL OR e.state = :state)
AND (:scale IS NULL OR e.scale = :scale)
AND (:industry IS NULL OR (e.industry >= :industry AND e.industry < :industry_end))
AND (:tag IS NULL OR EXISTS (SELECT 1 FROM enterprise_tag t
  WHERE t.home = e.home AND t.enterprise = e.id AND t.tag = :tag AND t.since <= :day
  AND (t.until IS NULL OR t.until >= :day)))
AND (:office IS NULL OR EXISTS (SELECT 1 FROM office_above a
  WHERE a.home = :root AND a.above = :office
  AND a.office IN (e.registered_office, e.operating_office, e.tax_office)))
ORDER BY e.id LIMIT :limit

-- enterprise_list_by_name
SELECT e.id AS id, e.kind AS kind, e.name AS name, e.name_key AS name_key, e.uscc AS uscc,
  e.parent AS parent, e.state AS state, e.industry AS industry, e.scale AS scale,
  e.operating_address AS operating_address, e.operating_office AS operating_office,
  e.voided AS voided, e.revision AS revision, e.created_at AS created_at
FROM enterprise e
WHERE e.home = :home AND e.name_key >= :after_text
AND (e.name_key > :after_text OR e.id > :after) AND e.voided <= :voided
AND (:own IS NULL OR e.id = :own)
AND (:kind IS NULL OR e.kind = :kind)
AND (:state IS NULL OR e.state = :state)
AND (:scale IS NULL OR e.scale = :scale)
AND (:industry IS NULL OR (e.industry >= :industry AND e.industry < :industry_end))
AND (:tag IS NULL OR EXISTS (SELECT 1 FROM enterprise_tag t
  WHERE t.home = e.home AND t.enterprise = e.id AND t.tag = :tag AND t.since <= :day
  AND (t.until IS NULL OR t.until >= :day)))
AND (:office IS NULL OR EXISTS (SELECT 1 FROM office_above a
  WHERE a.home = :root AND a.above = :office
  AND a.office IN (e.registered_office, e.operating_office, e.tax_office)))
ORDER BY e.name_key, e.id LIMIT :limit

-- enterprise_search
SELECT e.id AS id, e.kind AS kind, e.name AS name, e.name_key AS name_key, e.uscc AS uscc,
  e.parent AS parent, e.state AS state, e.industry AS industry, e.scale AS scale,
  e.operating_address AS operating_address, e.operating_office AS operating_office,
  e.voided AS voided, e.revision AS revision, e.created_at AS created_at
FROM enterprise e
WHERE e.home = :home AND e.id > :after AND e.voided <= :voided
AND (:own IS NULL OR e.id = :own)
AND (e.search_key LIKE '%' || :text || '%' ESCAPE '!'
  OR (e.uscc >= :code AND e.uscc < :code_end))
AND (:office IS NULL OR EXISTS (SELECT 1 FROM office_above a
  WHERE a.home = :root AND a.above = :office
  AND a.office IN (e.registered_office, e.operating_office, e.tax_office)))
ORDER BY e.id LIMIT :limit

-- enterprise_tag_insert
INSERT INTO enterprise_tag (home, enterprise, tag, since, until, seq)
VALUES (:home, :subject, :tag, :since, :until, :seq)

-- enterprise_tag_end
UPDATE enterprise_tag SET until = :until, seq = :seq
WHERE home = :home AND enterprise = :subject AND tag = :tag AND since = :since

-- enterprise_tag_amend
UPDATE enterprise_tag SET since = :starts, until = :until, seq = :seq
WHERE home = :home AND enterprise = :subject AND tag = :tag AND since = :since

-- enterprise_tag_delete
DELETE FROM enterprise_tag
WHERE home = :home AND enterprise = :subject AND tag = :tag AND since = :since

-- enterprise_tags
SELECT tag, since, until FROM enterprise_tag WHERE home = :home AND enterprise = :enterprise
ORDER BY tag, since

-- enterprise_tag_overlap
SELECT since FROM enterprise_tag WHERE home = :home AND enterprise = :enterprise AND tag = :tag
AND since <> :own
AND (until IS NULL OR until >= :since) AND (:until IS NULL OR since <= :until)
ORDER BY since DESC LIMIT 1

-- enterprise_tag_on
SELECT tag, since, until FROM enterprise_tag WHERE home = :home AND enterprise = :enterprise AND tag = :tag
AND since <= :day AND (until IS NULL OR until >= :day)
ORDER BY since LIMIT 1

-- enterprise_reference_add
INSERT INTO reference (home, noun, system, code, subject)
VALUES (:home, 'enterprise', :system, :code, :subject)
