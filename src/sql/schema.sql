-- The schema as one readable file. A test builds it both ways, from here and from
-- migrate/*.sql, and compares.
--
-- Every table carries its home first in its key: the number of the chain that records
-- its facts. 1 is the root chain. Classes: journal and vault are the truth; derived
-- tables can be dropped and rebuilt from it; local ones are neither replayed nor compared.
-- Times are UTC microseconds, dates days since 1970, money 分. A column that ends in
-- _v holds the number of a vault entry.

-- class: journal
CREATE TABLE chain (
  home @INT@ NOT NULL,
  office @INT@ NOT NULL,           -- 0: the root chain
  kind @TEXT@ NOT NULL,            -- root, home, access
  seq @INT@ NOT NULL,              -- of the last event
  hash @BLOB@ NOT NULL,            -- of the last event
  at @INT@ NOT NULL,               -- recorded_at of the last event
  next_id @INT@ NOT NULL,          -- counter of the next id
  PRIMARY KEY (home)
) @TABLE_END@;

-- class: journal
CREATE TABLE event (
  home @INT@ NOT NULL,
  seq @INT@ NOT NULL,
  at @INT@ NOT NULL,
  subject @INT@ NOT NULL,          -- the thing it is about; 0: the chain itself
  link @INT@ NOT NULL,             -- seq of the subject's event before; 0: its first
  bytes @BLOB@ NOT NULL,           -- exactly as hashed
  hash @BLOB@ NOT NULL,            -- H(hash before || bytes)
  PRIMARY KEY (home, seq)
) @TABLE_END@;

-- class: vault
CREATE TABLE vault (
  home @INT@ NOT NULL,
  id @INT@ NOT NULL,
  subject @INT@ NOT NULL,
  class @TEXT@ NOT NULL,           -- personal, sensitive
  seq @INT@ NOT NULL,              -- the event that brought it
  nonce @BLOB@,                    -- NULL when erased
  value @TEXT@,                    -- NULL when erased
  PRIMARY KEY (home, id)
) @TABLE_END@;

-- What this copy of a ledger lacks, though its own journal tells of no erasure.
-- class: local
CREATE TABLE vault_missing (
  home @INT@ NOT NULL,
  id @INT@ NOT NULL,               -- the vault entry
  seq @INT@ NOT NULL,              -- the event by which its source erased it later; 0: left out
  PRIMARY KEY (home, id)
) @TABLE_END@;

-- class: derived
CREATE TABLE erasure (
  home @INT@ NOT NULL,
  id @INT@ NOT NULL,               -- the vault entry
  seq @INT@ NOT NULL,              -- the event that erased it
  PRIMARY KEY (home, id)
) @TABLE_END@;

-- class: derived
CREATE TABLE request_key (
  home @INT@ NOT NULL,
  scope @TEXT@ NOT NULL,           -- office and application of the actor
  key @TEXT@ NOT NULL,
  seq @INT@ NOT NULL,              -- the first event of the call
  PRIMARY KEY (home, scope, key)
) @TABLE_END@;

-- class: derived
CREATE TABLE ledger (
  home @INT@ NOT NULL,
  format @INT@ NOT NULL,
  digest @TEXT@ NOT NULL,
  zone @INT@ NOT NULL,             -- minutes east of UTC
  created_at @INT@ NOT NULL,
  PRIMARY KEY (home)
) @TABLE_END@;

-- class: derived
CREATE TABLE profile (
  home @INT@ NOT NULL,
  hash @TEXT@ NOT NULL,            -- of the canonical source
  source @TEXT@ NOT NULL,
  seq @INT@ NOT NULL,
  PRIMARY KEY (home, hash)
) @TABLE_END@;

-- class: derived
CREATE TABLE reference (
  home @INT@ NOT NULL,
  noun @TEXT@ NOT NULL,
  system @TEXT@ NOT NULL,
  code @TEXT@ NOT NULL,
  subject @INT@ NOT NULL,
  PRIMARY KEY (home, noun, system, code)
) @TABLE_END@;

-- class: derived
CREATE TABLE office (
  home @INT@ NOT NULL,
  id @INT@ NOT NULL,
  kind @TEXT@ NOT NULL,
  name @TEXT@ NOT NULL,
  prefix @TEXT@,                   -- of order numbers
  area_code @TEXT@,
  parent @INT@,
  chain @INT@,                     -- its own home; NULL: that of the office above
  voided @INT@ NOT NULL,
  revision @INT@ NOT NULL,
  seq @INT@ NOT NULL,
  created_at @INT@ NOT NULL,
  PRIMARY KEY (home, id)
) @TABLE_END@;

-- class: derived
CREATE TABLE office_above (
  home @INT@ NOT NULL,
  office @INT@ NOT NULL,
  above @INT@ NOT NULL,            -- itself (distance 0) and every office over it
  distance @INT@ NOT NULL,
  PRIMARY KEY (home, office, above)
) @TABLE_END@;

-- class: derived
CREATE TABLE staff (
  home @INT@ NOT NULL,
  id @INT@ NOT NULL,
  account @TEXT@ NOT NULL,
  name @TEXT@ NOT NULL,
  office @INT@ NOT NULL,
  phone_v @INT@,
  enterprise @INT@,                -- whose own account it is; NULL: a member of staff
  voided @INT@ NOT NULL,
  revision @INT@ NOT NULL,
  seq @INT@ NOT NULL,
  created_at @INT@ NOT NULL,
  PRIMARY KEY (home, id)
) @TABLE_END@;

-- class: derived
CREATE TABLE staff_role (
  home @INT@ NOT NULL,
  staff @INT@ NOT NULL,
  office @INT@ NOT NULL,
  role @TEXT@ NOT NULL,
  seq @INT@ NOT NULL,
  PRIMARY KEY (home, staff, office, role)
) @TABLE_END@;

-- class: derived
CREATE TABLE enterprise (
  home @INT@ NOT NULL,
  id @INT@ NOT NULL,
  kind @TEXT@ NOT NULL,
  name @TEXT@ NOT NULL,
  name_key @TEXT@ NOT NULL,        -- folded: by which it is sorted
  search_key @TEXT@ NOT NULL,      -- its names, former and other ones, folded, a line each
  former_names @TEXT@,             -- a list
  aliases @TEXT@,                  -- a list
  uscc @TEXT@,
  parent @INT@,
  state @TEXT@ NOT NULL,           -- operating, intended, moved, closed
  industry @TEXT@,                 -- with its section's letter: C2614
  industry_edition @TEXT@,
  employees @INT@,
  revenue @INT@,
  assets @INT@,
  scale @TEXT@,
  scale_edition @TEXT@,
  legal_person_v @INT@,
  founded_on @INT@,
  registered_capital @TEXT@,
  registered_area @TEXT@,
  registered_address @TEXT@,
  registered_office @INT@,
  operating_area @TEXT@,
  operating_address @TEXT@,
  operating_office @INT@,
  tax_area @TEXT@,
  tax_address @TEXT@,
  tax_office @INT@,
  note_v @INT@,
  voided @INT@ NOT NULL,
  revision @INT@ NOT NULL,
  seq @INT@ NOT NULL,
  created_at @INT@ NOT NULL,
  PRIMARY KEY (home, id)
) @TABLE_END@;

-- class: derived
CREATE TABLE enterprise_tag (
  home @INT@ NOT NULL,
  enterprise @INT@ NOT NULL,
  tag @TEXT@ NOT NULL,
  since @INT@ NOT NULL,
  until @INT@,                     -- the last day; NULL: open
  seq @INT@ NOT NULL,
  PRIMARY KEY (home, enterprise, tag, since)
) @TABLE_END@;

-- class: derived
CREATE TABLE contact (
  home @INT@ NOT NULL,
  id @INT@ NOT NULL,
  enterprise @INT@ NOT NULL,
  role @TEXT@ NOT NULL,
  name_v @INT@,
  phone_v @INT@,
  mail_v @INT@,
  consent_until @INT@,             -- the last day on which the values may be used
  main @INT@ NOT NULL,
  voided @INT@ NOT NULL,
  revision @INT@ NOT NULL,
  seq @INT@ NOT NULL,
  created_at @INT@ NOT NULL,
  PRIMARY KEY (home, id)
) @TABLE_END@;

-- class: derived
CREATE TABLE import (
  home @INT@ NOT NULL,
  id @INT@ NOT NULL,
  file @TEXT@ NOT NULL,            -- its name, without the folder
  row_count @INT@ NOT NULL,
  registered @INT@ NOT NULL,
  updated @INT@ NOT NULL,
  unchanged @INT@ NOT NULL,
  skipped @INT@ NOT NULL,
  quarantined @INT@ NOT NULL,
  settled @INT@ NOT NULL,          -- of those quarantined
  revision @INT@ NOT NULL,
  seq @INT@ NOT NULL,
  created_at @INT@ NOT NULL,
  PRIMARY KEY (home, id)
) @TABLE_END@;

-- class: local
CREATE TABLE quarantine (
  home @INT@ NOT NULL,
  import @INT@ NOT NULL,
  line @INT@ NOT NULL,             -- on which the row begins
  raw @BLOB@,                      -- its bytes as they stood in the file; NULL when erased
  content @TEXT@,                  -- the same in UTF-8
  shown @TEXT@,                    -- the same, masked
  rule @TEXT@ NOT NULL,
  field @TEXT@,
  settled @TEXT@,                  -- how it ended; NULL: not yet
  erased @INT@ NOT NULL,
  PRIMARY KEY (home, import, line)
) @TABLE_END@;

-- class: derived
CREATE TABLE demand (
  home @INT@ NOT NULL,
  id @INT@ NOT NULL,
  state @TEXT@ NOT NULL,
  class @TEXT@ NOT NULL,           -- of the state: new, active, waiting, done
  unit @INT@ NOT NULL,             -- in charge; the home office while nobody else is
  channel @TEXT@ NOT NULL,
  kind @TEXT@ NOT NULL,
  category @TEXT@ NOT NULL,
  urgency @TEXT@,
  enterprise @INT@,
  against @INT@,                   -- the office complained of
  confidential @INT@ NOT NULL,
  anonymous @INT@ NOT NULL,
  from_above @INT@ NOT NULL,
  due_at @INT@,                    -- given with the order
  disposition @TEXT@,
  resolution @TEXT@,
  level @TEXT@,                    -- at which it was solved
  above @INT@ NOT NULL,            -- 1: that level lies above the home office
  review_on @INT@,
  not_reached @INT@ NOT NULL,      -- 1: the last callback about this answer reached nobody
  parent @INT@,                    -- of which it is a part
  parts @INT@ NOT NULL,
  merged_into @INT@,
  registrar @INT@,                 -- the member of staff; NULL: the system
  chart @TEXT@ NOT NULL,           -- hash of the chart it runs on
  opened_at @INT@ NOT NULL,
  ended_at @INT@,
  voided @INT@ NOT NULL,
  revision @INT@ NOT NULL,
  seq @INT@ NOT NULL,
  PRIMARY KEY (home, id)
) @TABLE_END@;

-- What is said once stands beside the narrow row that every step writes.
-- class: derived
CREATE TABLE demand_text (
  home @INT@ NOT NULL,
  id @INT@ NOT NULL,
  order_no @TEXT@ NOT NULL,
  title_v @INT@,
  detail_v @INT@,
  place_v @INT@,
  name_v @INT@,                    -- of the demander
  phone_v @INT@,
  external_system @TEXT@,
  external_code @TEXT@,
  taker @INT@,                     -- the office that took it, if not the home office
  visit @INT@,
  finding @INT@,
  PRIMARY KEY (home, id)
) @TABLE_END@;

-- class: derived
CREATE TABLE demand_counter (
  home @INT@ NOT NULL,
  year @INT@ NOT NULL,
  number @INT@ NOT NULL,           -- the last one given
  PRIMARY KEY (home, year)
) @TABLE_END@;

-- class: derived
CREATE TABLE demand_unit (
  home @INT@ NOT NULL,
  demand @INT@ NOT NULL,
  seq @INT@ NOT NULL,              -- the event that put it in charge
  unit @INT@ NOT NULL,
  part @TEXT@ NOT NULL,            -- lead, assist, taker
  due_at @INT@,
  at @INT@ NOT NULL,
  PRIMARY KEY (home, demand, seq, unit)
) @TABLE_END@;

-- class: derived
CREATE TABLE demand_reply (
  home @INT@ NOT NULL,
  demand @INT@ NOT NULL,
  seq @INT@ NOT NULL,
  verb @TEXT@ NOT NULL,            -- reply, explain, decline
  text_v @INT@,                    -- the public answer
  note_v @INT@,
  measure_v @INT@,
  disposition @TEXT@,
  resolution @TEXT@,
  level @TEXT@,
  review_on @INT@,
  actor @INT@,
  office @INT@,
  at @INT@ NOT NULL,
  PRIMARY KEY (home, demand, seq)
) @TABLE_END@;

-- class: derived
CREATE TABLE demand_callback (
  home @INT@ NOT NULL,
  demand @INT@ NOT NULL,
  seq @INT@ NOT NULL,
  conducted_by @TEXT@,
  result @TEXT@,
  satisfaction @TEXT@,
  valid @INT@ NOT NULL,            -- 1: counts in rates
  note_v @INT@,
  actor @INT@,
  office @INT@,
  at @INT@ NOT NULL,
  PRIMARY KEY (home, demand, seq)
) @TABLE_END@;

-- class: derived
CREATE TABLE demand_evidence (
  home @INT@ NOT NULL,
  demand @INT@ NOT NULL,
  seq @INT@ NOT NULL,
  item @INT@ NOT NULL,
  kind @TEXT@ NOT NULL,
  reference_v @INT@,               -- where it is kept
  digest @TEXT@,
  at @INT@ NOT NULL,
  PRIMARY KEY (home, demand, seq, item)
) @TABLE_END@;

-- class: derived
CREATE TABLE steward (
  home @INT@ NOT NULL,
  id @INT@ NOT NULL,
  enterprise @INT@ NOT NULL,
  staff @INT@ NOT NULL,
  office @INT@ NOT NULL,           -- of the member of staff, when it was decided
  role @TEXT@ NOT NULL,
  valid_from @INT@ NOT NULL,
  valid_to @INT@,                  -- the last day; NULL: open
  end_reason @TEXT@,
  replaced_by @INT@,               -- the service that took its place
  voided @INT@ NOT NULL,
  revision @INT@ NOT NULL,
  seq @INT@ NOT NULL,
  created_at @INT@ NOT NULL,
  PRIMARY KEY (home, id)
) @TABLE_END@;

-- class: derived
CREATE TABLE visit (
  home @INT@ NOT NULL,
  id @INT@ NOT NULL,
  enterprise @INT@ NOT NULL,
  state @TEXT@ NOT NULL,           -- planned, recorded, cancelled
  day @INT@ NOT NULL,              -- on which it took place, or else is planned for
  planned_on @INT@,                -- NULL: it was not planned
  mode @TEXT@,
  purpose_v @INT@,
  started_at @INT@,
  ended_at @INT@,
  outcome @TEXT@,
  met @INT@,                       -- whether the outcome meant so when it was recorded
  summary_v @INT@,
  cancel_reason @TEXT@,
  voided @INT@ NOT NULL,
  revision @INT@ NOT NULL,
  seq @INT@ NOT NULL,
  created_at @INT@ NOT NULL,
  PRIMARY KEY (home, id)
) @TABLE_END@;

-- class: derived
CREATE TABLE visit_team (
  home @INT@ NOT NULL,
  visit @INT@ NOT NULL,
  staff @INT@ NOT NULL,
  office @INT@ NOT NULL,           -- of the member of staff, when it was entered
  part @TEXT@ NOT NULL,
  PRIMARY KEY (home, visit, staff)
) @TABLE_END@;

-- class: derived
CREATE TABLE visit_finding (
  home @INT@ NOT NULL,
  visit @INT@ NOT NULL,
  id @INT@ NOT NULL,
  category @TEXT@,
  text_v @INT@ NOT NULL,
  demand @INT@,                    -- that it became
  PRIMARY KEY (home, visit, id)
) @TABLE_END@;

-- class: derived
CREATE TABLE calendar_paper (
  home @INT@ NOT NULL,
  id @INT@ NOT NULL,
  series @TEXT@ NOT NULL,          -- cn: State Council
  year @INT@ NOT NULL,
  source @TEXT@ NOT NULL,          -- the paper, canonical
  voided @INT@ NOT NULL,
  revision @INT@ NOT NULL,
  seq @INT@ NOT NULL,
  loaded_at @INT@ NOT NULL,
  PRIMARY KEY (home, id)
) @TABLE_END@;

CREATE UNIQUE INDEX staff_account ON staff (home, account);
CREATE INDEX office_below ON office_above (home, above, office);
CREATE UNIQUE INDEX office_chain ON office (home, chain) WHERE chain IS NOT NULL;
CREATE UNIQUE INDEX enterprise_uscc ON enterprise (home, uscc)
  WHERE uscc IS NOT NULL AND voided = 0;
CREATE INDEX enterprise_name ON enterprise (home, name_key, id);
CREATE INDEX enterprise_parent ON enterprise (home, parent) WHERE parent IS NOT NULL;
CREATE INDEX contact_enterprise ON contact (home, enterprise, id);
CREATE INDEX reference_subject ON reference (home, subject);
CREATE INDEX demand_open ON demand (home, opened_at, id) WHERE class <> 'done';
CREATE INDEX demand_enterprise ON demand (enterprise, home, id) WHERE enterprise IS NOT NULL;
CREATE INDEX demand_parent ON demand (home, parent) WHERE parent IS NOT NULL;
CREATE INDEX demand_merged ON demand (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX demand_order_no ON demand_text (order_no, home, id);
CREATE INDEX demand_external ON demand_text (external_system, external_code, home, id)
  WHERE external_code IS NOT NULL;
CREATE INDEX demand_unit_of ON demand_unit (unit, home, demand);
CREATE INDEX steward_enterprise ON steward (home, enterprise, id);
CREATE INDEX steward_staff ON steward (home, staff, id);
CREATE INDEX visit_enterprise ON visit (home, enterprise, id);
CREATE INDEX visit_team_staff ON visit_team (home, staff, visit);
CREATE UNIQUE INDEX calendar_paper_year ON calendar_paper (home, series, year);
