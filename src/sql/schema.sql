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

-- A legal hold: what may not be erased until it is lifted.
-- class: derived
CREATE TABLE hold (
  home @INT@ NOT NULL,
  id @INT@ NOT NULL,
  about @INT@,                     -- about which nothing may be erased; NULL: single entries
  reason @TEXT@ NOT NULL,
  note_v @INT@,
  count @INT@ NOT NULL,            -- of the single entries that it was placed on
  placed_at @INT@ NOT NULL,
  lifted_at @INT@,
  lift_reason @TEXT@,
  revision @INT@ NOT NULL,
  seq @INT@ NOT NULL,
  PRIMARY KEY (home, id)
) @TABLE_END@;

-- Of holds that are not lifted.
-- class: derived
CREATE TABLE hold_entry (
  home @INT@ NOT NULL,
  hold @INT@ NOT NULL,
  entry @INT@ NOT NULL,            -- of the vault
  PRIMARY KEY (home, hold, entry)
) @TABLE_END@;

-- What this copy of a ledger lacks, though its own journal tells of no erasure.
-- class: local
CREATE TABLE vault_missing (
  home @INT@ NOT NULL,
  id @INT@ NOT NULL,               -- the vault entry
  seq @INT@ NOT NULL,              -- the event by which its source erased it later; 0: left out
  PRIMARY KEY (home, id)
) @TABLE_END@;

-- Which content a vault entry stands for. The entry's value is the content's digest; both go
-- when the entry is erased, and the content with the last entry that names it.
-- class: content
CREATE TABLE content (
  home @INT@ NOT NULL,
  entry @INT@ NOT NULL,            -- of the vault
  seq @INT@ NOT NULL,              -- the event that brought it
  digest @TEXT@ NOT NULL,          -- H(content)
  upload @INT@,                    -- whose parts it is made of; NULL: a file in the host's folder
  PRIMARY KEY (home, entry)
) @TABLE_END@;

-- class: content
CREATE TABLE content_part (
  home @INT@ NOT NULL,
  upload @INT@ NOT NULL,
  part @INT@ NOT NULL,             -- from 0; all but the last are of the same size
  bytes @BLOB@ NOT NULL,
  PRIMARY KEY (home, upload, part)
) @TABLE_END@;

-- Content under way, and what is left of it or of erased content: to be cleared away.
-- class: local
CREATE TABLE upload (
  home @INT@ NOT NULL,
  id @INT@ NOT NULL,               -- random: no other upload had it
  touched_at @INT@ NOT NULL,       -- when the last part came; 0: it may be cleared away
  digest @TEXT@,                   -- names a file of the host's folder
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

-- Who looked at personal values, and what was refused, to be found by who and when; and whose
-- values they were. Home is the access chain.
-- class: derived
CREATE TABLE look (
  home @INT@ NOT NULL,
  seq @INT@ NOT NULL,
  actor @INT@,                     -- the member of staff; NULL: the system
  refused @INT@ NOT NULL,
  at @INT@ NOT NULL,
  PRIMARY KEY (home, seq)
) @TABLE_END@;

-- class: derived
CREATE TABLE look_subject (
  home @INT@ NOT NULL,
  subject @INT@ NOT NULL,
  seq @INT@ NOT NULL,
  PRIMARY KEY (home, subject, seq)
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
  office @INT@ NOT NULL,           -- whose own it is; 0: that of the ledger
  hash @TEXT@ NOT NULL,            -- of the canonical source
  source @TEXT@ NOT NULL,
  base_hash @TEXT@,                -- of the base, when it came of an overlay
  overlay @TEXT@,
  ended @INT@,                     -- the event by which an office gave its own up
  seq @INT@ NOT NULL,
  PRIMARY KEY (home, office, hash)
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
  reworks @INT@ NOT NULL,          -- how often it was taken up again after an answer
  transfers @INT@ NOT NULL,        -- how often another unit took over
  problem @INT@ NOT NULL,          -- 1: a problem order, by the profile's rule
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
CREATE TABLE demand_urge (
  home @INT@ NOT NULL,
  demand @INT@ NOT NULL,
  seq @INT@ NOT NULL,
  link @INT@ NOT NULL,             -- the event before it: by that one sees what was done between
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
CREATE TABLE attachment (
  home @INT@ NOT NULL,
  id @INT@ NOT NULL,
  about @INT@ NOT NULL,            -- the demand, visit or party that it is evidence of
  noun @TEXT@ NOT NULL,            -- demand, visit, party
  kind @TEXT@ NOT NULL,            -- of evidence
  type @TEXT@ NOT NULL,            -- of file
  size @INT@ NOT NULL,
  name_v @INT@,
  content_v @INT@ NOT NULL,        -- the entry that holds its digest
  staff @INT@,                     -- who brought it; NULL: the system
  office @INT@,                    -- and acting where
  voided @INT@ NOT NULL,
  revision @INT@ NOT NULL,
  seq @INT@ NOT NULL,
  created_at @INT@ NOT NULL,
  PRIMARY KEY (home, id)
) @TABLE_END@;

-- Whistles (吹哨), and the offices that were whistled for.
-- class: derived
CREATE TABLE whistle (
  home @INT@ NOT NULL,
  id @INT@ NOT NULL,
  state @TEXT@ NOT NULL,
  class @TEXT@ NOT NULL,
  kind @TEXT@ NOT NULL,            -- demand, key_work, enforcement, emergency
  source @TEXT@ NOT NULL,          -- who saw the need
  blower @INT@ NOT NULL,           -- the office that blows
  unit @INT@ NOT NULL,             -- of the lead party; the home office while there is none
  quorum @TEXT@ NOT NULL,          -- all, any, lead
  need @INT@ NOT NULL,             -- with lead: how many beside it
  resolution @TEXT@,
  level @TEXT@,
  above @INT@ NOT NULL,            -- 1: that level lies above the home office
  registrar @INT@,
  chart @TEXT@ NOT NULL,           -- hash of the chart it runs on
  opened_at @INT@ NOT NULL,
  blown_at @INT@,
  month @INT@,                     -- in which it was blown: 12 * year + 0 to 11
  month_recorded @INT@,            -- in which that was recorded
  against @INT@ NOT NULL DEFAULT 0, -- whom a demand complained of that it served then; 0: nobody
  joined_at @INT@,
  ended_at @INT@,
  voided @INT@ NOT NULL,
  revision @INT@ NOT NULL,
  seq @INT@ NOT NULL,
  PRIMARY KEY (home, id)
) @TABLE_END@;

-- class: derived
CREATE TABLE whistle_text (
  home @INT@ NOT NULL,
  id @INT@ NOT NULL,
  order_no @TEXT@ NOT NULL,
  title_v @INT@,
  detail_v @INT@,
  place_v @INT@,
  result_v @INT@,                  -- what was fed back
  PRIMARY KEY (home, id)
) @TABLE_END@;

-- class: derived
CREATE TABLE whistle_counter (
  home @INT@ NOT NULL,
  year @INT@ NOT NULL,
  number @INT@ NOT NULL,           -- the last one given
  PRIMARY KEY (home, year)
) @TABLE_END@;

-- class: derived
CREATE TABLE whistle_demand (
  home @INT@ NOT NULL,
  whistle @INT@ NOT NULL,
  demand @INT@ NOT NULL,           -- that it serves; perhaps of another home
  seq @INT@ NOT NULL,
  PRIMARY KEY (home, whistle, demand)
) @TABLE_END@;

-- class: derived
CREATE TABLE party (
  home @INT@ NOT NULL,
  id @INT@ NOT NULL,
  whistle @INT@ NOT NULL,
  office @INT@ NOT NULL,           -- that was whistled for
  part @TEXT@ NOT NULL,            -- lead, member
  state @TEXT@ NOT NULL,
  class @TEXT@ NOT NULL,
  bound @INT@ NOT NULL,            -- 1: by adjudication: it may not refuse again
  proposed @INT@,                  -- the office it named in its place when it refused
  called_at @INT@,
  signed_at @INT@,
  contacted_at @INT@,
  reported_at @INT@,
  late @INT@ NOT NULL DEFAULT 0,   -- 1: it reported in after its time was over
  month @INT@,                     -- in which it was called: 12 * year + 0 to 11
  month_recorded @INT@,            -- in which that was recorded
  against @INT@ NOT NULL DEFAULT 0, -- whom its whistle complained of then; 0: nobody
  missed_at @INT@,                 -- when it was recorded that it had not come
  released_at @INT@,
  reply_v @INT@,                   -- what it fed back
  grade @TEXT@,                    -- given to it
  rank @TEXT@,                     -- what that counts as: excellent, good, fair, poor
  appraisal @TEXT@,                -- given by it to the office that blew
  chart @TEXT@ NOT NULL,
  revision @INT@ NOT NULL,
  seq @INT@ NOT NULL,
  created_at @INT@ NOT NULL,
  PRIMARY KEY (home, id)
) @TABLE_END@;

-- class: derived
CREATE TABLE party_evidence (
  home @INT@ NOT NULL,
  party @INT@ NOT NULL,
  seq @INT@ NOT NULL,
  item @INT@ NOT NULL,
  kind @TEXT@ NOT NULL,
  reference_v @INT@,               -- where it is kept
  digest @TEXT@,
  at @INT@ NOT NULL,
  PRIMARY KEY (home, party, seq, item)
) @TABLE_END@;

-- Supervision orders (督办单): what they are about lies in the same home.
-- class: derived
CREATE TABLE supervision (
  home @INT@ NOT NULL,
  id @INT@ NOT NULL,
  state @TEXT@ NOT NULL,
  class @TEXT@ NOT NULL,
  kind @TEXT@ NOT NULL,            -- blue, yellow, red
  reason @TEXT@ NOT NULL,
  demand @INT@,                    -- what it is about: a demand, or
  whistle @INT@,                   -- a whistle, or
  party @INT@,                     -- a party to that whistle
  unit @INT@ NOT NULL,             -- supervised
  issuer @INT@ NOT NULL,           -- the office that issued it
  by_rule @INT@ NOT NULL,          -- 1: issued by itself, by the profile's rule
  round @INT@ NOT NULL,            -- from 1; one more each time that it is sent back
  chart @TEXT@ NOT NULL,
  issued_at @INT@ NOT NULL,
  signed_at @INT@,
  replied_at @INT@,                -- last
  ended_at @INT@,
  voided @INT@ NOT NULL,
  revision @INT@ NOT NULL,
  seq @INT@ NOT NULL,
  PRIMARY KEY (home, id)
) @TABLE_END@;

-- class: derived
CREATE TABLE supervision_text (
  home @INT@ NOT NULL,
  id @INT@ NOT NULL,
  order_no @TEXT@ NOT NULL,
  text_v @INT@,                    -- what is demanded
  PRIMARY KEY (home, id)
) @TABLE_END@;

-- class: derived
CREATE TABLE supervision_counter (
  home @INT@ NOT NULL,
  year @INT@ NOT NULL,
  number @INT@ NOT NULL,           -- the last one given
  PRIMARY KEY (home, year)
) @TABLE_END@;

-- class: derived
CREATE TABLE supervision_reply (
  home @INT@ NOT NULL,
  supervision @INT@ NOT NULL,
  seq @INT@ NOT NULL,
  round @INT@ NOT NULL,
  text_v @INT@,
  actor @INT@,                     -- who signs for the reply
  office @INT@,
  at @INT@ NOT NULL,
  PRIMARY KEY (home, supervision, seq)
) @TABLE_END@;

-- class: derived
CREATE TABLE supervision_evidence (
  home @INT@ NOT NULL,
  supervision @INT@ NOT NULL,
  seq @INT@ NOT NULL,
  item @INT@ NOT NULL,
  kind @TEXT@ NOT NULL,
  reference_v @INT@,               -- where it is kept
  digest @TEXT@,
  at @INT@ NOT NULL,
  PRIMARY KEY (home, supervision, seq, item)
) @TABLE_END@;

-- Cards (黄牌、红牌) that units were given. An order of supervision, or a graver card, that came of
-- several of them counts each once.
-- class: derived
CREATE TABLE card (
  home @INT@ NOT NULL,
  id @INT@ NOT NULL,
  unit @INT@ NOT NULL,
  about @INT@ NOT NULL,            -- the case
  colour @TEXT@ NOT NULL,          -- blue, yellow, red
  origin @TEXT@ NOT NULL,          -- clock, hand, rule: for others that added up
  clock @TEXT@,                    -- by whose ladder
  rung @TEXT@,
  reason @TEXT@,
  note_v @INT@,
  against @INT@ NOT NULL,          -- whom the case complained of then; 0: nobody
  given_at @INT@ NOT NULL,         -- of a clock: when the time of its rung came
  counted @INT@,                   -- the order, or the card, that came of it
  voided @INT@ NOT NULL,
  revision @INT@ NOT NULL,
  seq @INT@ NOT NULL,
  PRIMARY KEY (home, id)
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

-- A clock on a case. A round is one life of it: one that begins anew is a row of its own.
-- class: derived
CREATE TABLE clock (
  home @INT@ NOT NULL,
  subject @INT@ NOT NULL,          -- the case
  name @TEXT@ NOT NULL,            -- of its chart
  round @INT@ NOT NULL,            -- from 1
  noun @TEXT@ NOT NULL,            -- of the case: demand
  state @TEXT@ NOT NULL,           -- running, paused, stopped
  unit @INT@ NOT NULL,             -- in charge of the case
  term_name @TEXT@,                -- limit of the profile; NULL: the due time was given
  term @TEXT@,                     -- that limit as it was then: 5wd
  extra @TEXT@,                    -- extensions granted, with a space between
  extensions @INT@ NOT NULL,
  calendar @TEXT@ NOT NULL,
  version @TEXT@ NOT NULL,         -- of the calendar, by which it was reckoned
  began_at @INT@ NOT NULL,
  start_at @INT@ NOT NULL,         -- from when it counts
  budget @INT@ NOT NULL,           -- microseconds of time that counts
  consumed @INT@ NOT NULL,         -- of it, up to since_at
  since_at @INT@ NOT NULL,         -- since when it is in its state
  until_at @INT@,                  -- paused: it runs again by itself then
  due_at @INT@ NOT NULL,
  given @INT@ NOT NULL,            -- 1: the due time came with the order, and binds
  provisional @INT@ NOT NULL,
  next_at @INT@,                   -- when the next rung of its ladder is due
  next_rung @TEXT@,
  armed @INT@ NOT NULL,            -- the event that last set its times
  seq @INT@ NOT NULL,
  PRIMARY KEY (home, subject, name, round)
) @TABLE_END@;

-- class: derived
CREATE TABLE clock_pause (
  home @INT@ NOT NULL,
  subject @INT@ NOT NULL,
  name @TEXT@ NOT NULL,
  round @INT@ NOT NULL,
  from_at @INT@ NOT NULL,
  to_at @INT@,                     -- NULL: still
  until_at @INT@,                  -- its cap
  why @TEXT@ NOT NULL,             -- the state that pauses it, or stopped
  reason @TEXT@,
  seq @INT@ NOT NULL,              -- the event that began it
  PRIMARY KEY (home, subject, name, round, from_at)
) @TABLE_END@;

-- An extension that was asked for, and what was decided. Its events are those of the case.
-- class: derived
CREATE TABLE clock_request (
  home @INT@ NOT NULL,
  subject @INT@ NOT NULL,
  seq @INT@ NOT NULL,              -- the event that asked for it
  clock @TEXT@ NOT NULL,
  round @INT@ NOT NULL,
  term @TEXT@ NOT NULL,            -- by how much
  reason @TEXT@,
  actor @INT@,
  office @INT@,
  at @INT@ NOT NULL,
  outcome @TEXT@ NOT NULL,         -- asked, granted, refused
  granted @TEXT@,                  -- by how much it was extended
  decided @INT@,                   -- the event of the decision
  decided_by @INT@,
  decided_office @INT@,
  decided_at @INT@,
  PRIMARY KEY (home, subject, seq)
) @TABLE_END@;

-- Rungs that fired. One is used up for as long as the due time stands that it was reckoned from.
-- class: derived
CREATE TABLE rung (
  home @INT@ NOT NULL,
  about @INT@ NOT NULL,            -- the case
  clock @TEXT@ NOT NULL,
  round @INT@ NOT NULL,
  armed @INT@ NOT NULL,            -- the event that had set the due time
  rung @TEXT@ NOT NULL,
  unit @INT@ NOT NULL,             -- in charge then
  rung_at @INT@ NOT NULL,          -- when its time came
  due_at @INT@ NOT NULL,
  card @TEXT@,
  folded @INT@ NOT NULL,           -- 1: a later one was due too, and is what was told
  seq @INT@ NOT NULL,
  item @INT@ NOT NULL,
  at @INT@ NOT NULL,               -- when it fired
  PRIMARY KEY (home, about, clock, round, armed, rung)
) @TABLE_END@;

-- Who was told of what, by the event that brought it. Whether it arrived is in the outbox.
-- class: derived
CREATE TABLE message (
  home @INT@ NOT NULL,
  seq @INT@ NOT NULL,              -- the event that brought it
  item @INT@ NOT NULL,
  about @INT@ NOT NULL,
  kind @TEXT@ NOT NULL,
  staff @INT@,                     -- the recipient: a member of staff, or
  office @INT@,                    -- an office
  at @INT@ NOT NULL,
  PRIMARY KEY (home, seq, item)
) @TABLE_END@;

-- What this copy has to deliver, or has delivered.
-- class: local
CREATE TABLE outbox (
  home @INT@ NOT NULL,
  seq @INT@ NOT NULL,
  item @INT@ NOT NULL,
  recipient @INT@ NOT NULL,        -- staff or office: their numbers differ
  about @INT@ NOT NULL,
  slot @INT@,                      -- the time of the digest that it waits for; NULL: it goes alone
  ready_at @INT@ NOT NULL,         -- when it may be taken: at first, after a lease, after a failure
  attempts @INT@ NOT NULL,
  bundle @TEXT@,                   -- key of the delivery it belongs to, since it was first taken
  worker @TEXT@,                   -- who has it, or had it last
  held @INT@ NOT NULL,             -- 1: taken, not reported back
  error @TEXT@,                    -- of the last attempt that failed
  outcome @TEXT@,                  -- delivered, given_up
  done_at @INT@,
  PRIMARY KEY (home, seq, item)
) @TABLE_END@;

-- What a demand counts for in the cohort it came in: for itself (party '') with its last valid
-- callback, and for each party that called back with that party's last valid one.
-- class: derived
CREATE TABLE rate_case (
  home @INT@ NOT NULL,
  demand @INT@ NOT NULL,
  party @TEXT@ NOT NULL,
  month @INT@ NOT NULL,            -- in which it came: 12 * year + 0 to 11
  month_recorded @INT@ NOT NULL,   -- in which that was recorded
  unit @INT@ NOT NULL,             -- in charge
  kind @TEXT@ NOT NULL,
  category @TEXT@ NOT NULL,
  against @INT@ NOT NULL,          -- the office complained of; 0: none
  excluded @INT@ NOT NULL DEFAULT 0,
  voided @INT@ NOT NULL DEFAULT 0,
  contacted @INT@ NOT NULL DEFAULT 0, -- since it came, or was last taken up again
  answer @INT@ NOT NULL DEFAULT 0, -- the event of the present answer; 0: none
  called @INT@ NOT NULL DEFAULT 0, -- the valid callback on that answer; 0: none
  disputed @INT@ NOT NULL DEFAULT 0, -- 1: that callback is to be asked again
  callback_valid @INT@ NOT NULL DEFAULT 0,
  callback_contacted @INT@ NOT NULL DEFAULT 0,
  callback_solved @INT@ NOT NULL DEFAULT 0,
  callback_satisfied @INT@ NOT NULL DEFAULT 0,
  callback_basically_satisfied @INT@ NOT NULL DEFAULT 0,
  registered @INT@ NOT NULL DEFAULT 0,
  callback_dissatisfied @INT@ NOT NULL DEFAULT 0,
  callback_attempts @INT@ NOT NULL DEFAULT 0,
  closed @INT@ NOT NULL DEFAULT 0,
  replied @INT@ NOT NULL DEFAULT 0,
  solved_at_office @INT@ NOT NULL DEFAULT 0,
  solved_above @INT@ NOT NULL DEFAULT 0,
  explained @INT@ NOT NULL DEFAULT 0,
  shelved @INT@ NOT NULL DEFAULT 0,
  returned @INT@ NOT NULL DEFAULT 0,
  transferred @INT@ NOT NULL DEFAULT 0,
  escalated @INT@ NOT NULL DEFAULT 0,
  reworked @INT@ NOT NULL DEFAULT 0,
  PRIMARY KEY (home, demand, party)
) @TABLE_END@;

-- What one event counted for, in its own month.
-- class: derived
CREATE TABLE rate_fact (
  home @INT@ NOT NULL,
  demand @INT@ NOT NULL,
  seq @INT@ NOT NULL,
  party @TEXT@ NOT NULL,           -- who called back; '': it is no callback
  at @INT@ NOT NULL,
  month @INT@ NOT NULL,
  month_recorded @INT@ NOT NULL,
  unit @INT@ NOT NULL,             -- in charge at that time
  replaced @INT@ NOT NULL DEFAULT 0, -- 1: asked again, or lifted
  callback_valid @INT@ NOT NULL DEFAULT 0,
  callback_contacted @INT@ NOT NULL DEFAULT 0,
  callback_solved @INT@ NOT NULL DEFAULT 0,
  callback_satisfied @INT@ NOT NULL DEFAULT 0,
  callback_basically_satisfied @INT@ NOT NULL DEFAULT 0,
  excluded @INT@ NOT NULL DEFAULT 0,
  registered @INT@ NOT NULL DEFAULT 0,
  callback_dissatisfied @INT@ NOT NULL DEFAULT 0,
  callback_attempts @INT@ NOT NULL DEFAULT 0,
  closed @INT@ NOT NULL DEFAULT 0,
  replied @INT@ NOT NULL DEFAULT 0,
  solved_at_office @INT@ NOT NULL DEFAULT 0,
  solved_above @INT@ NOT NULL DEFAULT 0,
  explained @INT@ NOT NULL DEFAULT 0,
  shelved @INT@ NOT NULL DEFAULT 0,
  returned @INT@ NOT NULL DEFAULT 0,
  transferred @INT@ NOT NULL DEFAULT 0,
  escalated @INT@ NOT NULL DEFAULT 0,
  reworked @INT@ NOT NULL DEFAULT 0,
  PRIMARY KEY (home, demand, seq)
) @TABLE_END@;

-- Sums of both: the counters that rates are read off.
-- class: derived
CREATE TABLE rate_cell (
  home @INT@ NOT NULL,
  basis @INT@ NOT NULL,            -- 0, 1: cases, by occurred and recorded time; 2, 3: facts
  month @INT@ NOT NULL,
  unit @INT@ NOT NULL,
  kind @TEXT@ NOT NULL,
  category @TEXT@ NOT NULL,
  party @TEXT@ NOT NULL,
  against @INT@ NOT NULL,
  callback_valid @INT@ NOT NULL DEFAULT 0,
  callback_contacted @INT@ NOT NULL DEFAULT 0,
  callback_solved @INT@ NOT NULL DEFAULT 0,
  callback_satisfied @INT@ NOT NULL DEFAULT 0,
  callback_basically_satisfied @INT@ NOT NULL DEFAULT 0,
  callback_excluded @INT@ NOT NULL DEFAULT 0,
  excluded @INT@ NOT NULL DEFAULT 0,
  registered @INT@ NOT NULL DEFAULT 0,
  callback_dissatisfied @INT@ NOT NULL DEFAULT 0,
  callback_attempts @INT@ NOT NULL DEFAULT 0,
  closed @INT@ NOT NULL DEFAULT 0,
  replied @INT@ NOT NULL DEFAULT 0,
  solved_at_office @INT@ NOT NULL DEFAULT 0,
  solved_above @INT@ NOT NULL DEFAULT 0,
  explained @INT@ NOT NULL DEFAULT 0,
  shelved @INT@ NOT NULL DEFAULT 0,
  returned @INT@ NOT NULL DEFAULT 0,
  transferred @INT@ NOT NULL DEFAULT 0,
  escalated @INT@ NOT NULL DEFAULT 0,
  reworked @INT@ NOT NULL DEFAULT 0,
  whistles @INT@ NOT NULL DEFAULT 0,
  party_called @INT@ NOT NULL DEFAULT 0,
  party_reported_in @INT@ NOT NULL DEFAULT 0,
  party_in_time @INT@ NOT NULL DEFAULT 0,
  party_missed @INT@ NOT NULL DEFAULT 0,
  party_graded @INT@ NOT NULL DEFAULT 0,
  party_graded_in_time @INT@ NOT NULL DEFAULT 0,
  party_excellent @INT@ NOT NULL DEFAULT 0,
  party_good @INT@ NOT NULL DEFAULT 0,
  party_fair @INT@ NOT NULL DEFAULT 0,
  party_poor @INT@ NOT NULL DEFAULT 0,
  PRIMARY KEY (home, basis, month, unit, kind, category, party, against)
) @TABLE_END@;

-- What a transaction of many calls adds to rate_cell, before it adds that up: empty outside of one.
-- class: local
CREATE TABLE rate_pile (
  home @INT@ NOT NULL,
  seq @INT@ NOT NULL,              -- the event that added it
  basis @INT@ NOT NULL,
  month @INT@ NOT NULL,
  unit @INT@ NOT NULL,
  kind @TEXT@ NOT NULL,
  category @TEXT@ NOT NULL,
  party @TEXT@ NOT NULL,
  against @INT@ NOT NULL,
  callback_valid @INT@ NOT NULL DEFAULT 0,
  callback_contacted @INT@ NOT NULL DEFAULT 0,
  callback_solved @INT@ NOT NULL DEFAULT 0,
  callback_satisfied @INT@ NOT NULL DEFAULT 0,
  callback_basically_satisfied @INT@ NOT NULL DEFAULT 0,
  callback_excluded @INT@ NOT NULL DEFAULT 0,
  excluded @INT@ NOT NULL DEFAULT 0,
  registered @INT@ NOT NULL DEFAULT 0,
  callback_dissatisfied @INT@ NOT NULL DEFAULT 0,
  callback_attempts @INT@ NOT NULL DEFAULT 0,
  closed @INT@ NOT NULL DEFAULT 0,
  replied @INT@ NOT NULL DEFAULT 0,
  solved_at_office @INT@ NOT NULL DEFAULT 0,
  solved_above @INT@ NOT NULL DEFAULT 0,
  explained @INT@ NOT NULL DEFAULT 0,
  shelved @INT@ NOT NULL DEFAULT 0,
  returned @INT@ NOT NULL DEFAULT 0,
  transferred @INT@ NOT NULL DEFAULT 0,
  escalated @INT@ NOT NULL DEFAULT 0,
  reworked @INT@ NOT NULL DEFAULT 0,
  whistles @INT@ NOT NULL DEFAULT 0,
  party_called @INT@ NOT NULL DEFAULT 0,
  party_reported_in @INT@ NOT NULL DEFAULT 0,
  party_in_time @INT@ NOT NULL DEFAULT 0,
  party_missed @INT@ NOT NULL DEFAULT 0,
  party_graded @INT@ NOT NULL DEFAULT 0,
  party_graded_in_time @INT@ NOT NULL DEFAULT 0,
  party_excellent @INT@ NOT NULL DEFAULT 0,
  party_good @INT@ NOT NULL DEFAULT 0,
  party_fair @INT@ NOT NULL DEFAULT 0,
  party_poor @INT@ NOT NULL DEFAULT 0,
  PRIMARY KEY (home, seq, basis, month, unit, kind, category, party, against)
) @TABLE_END@;

-- class: derived
CREATE TABLE exclusion (
  home @INT@ NOT NULL,
  demand @INT@ NOT NULL,
  seq @INT@ NOT NULL,              -- the event that asked for it
  state @TEXT@ NOT NULL,           -- requested, accepted, refused, upheld, lifted
  reason @TEXT@ NOT NULL,
  note_v @INT@,
  actor @INT@,
  office @INT@,
  at @INT@ NOT NULL,
  decided @INT@,                   -- the event of the decision
  decided_by @INT@,
  decided_office @INT@,
  decided_note_v @INT@,
  decided_at @INT@,
  reviewed_by @INT@,
  reviewed_office @INT@,
  reviewed_note_v @INT@,
  reviewed_at @INT@,
  PRIMARY KEY (home, demand, seq)
) @TABLE_END@;

-- Root causes (共性问题), and the demands that they join, perhaps of other homes.
-- class: derived
CREATE TABLE cause (
  home @INT@ NOT NULL,
  id @INT@ NOT NULL,
  state @TEXT@ NOT NULL,           -- open, planned, solved
  category @TEXT@ NOT NULL,
  unit @INT@ NOT NULL,             -- the office that leads
  due_on @INT@,                    -- the day by which it is to be done
  resolution @TEXT@,
  level @TEXT@,                    -- at which it was solved
  above @INT@ NOT NULL,            -- 1: that level lies above the home office
  demands @INT@ NOT NULL,          -- how many it joins
  opened_at @INT@ NOT NULL,
  planned_at @INT@,
  solved_at @INT@,
  voided @INT@ NOT NULL,
  revision @INT@ NOT NULL,
  seq @INT@ NOT NULL,
  PRIMARY KEY (home, id)
) @TABLE_END@;

-- class: derived
CREATE TABLE cause_text (
  home @INT@ NOT NULL,
  id @INT@ NOT NULL,
  order_no @TEXT@ NOT NULL,
  title_v @INT@,
  detail_v @INT@,
  plan_v @INT@,                    -- what is to be done
  result_v @INT@,                  -- what was done
  PRIMARY KEY (home, id)
) @TABLE_END@;

-- class: derived
CREATE TABLE cause_counter (
  home @INT@ NOT NULL,
  year @INT@ NOT NULL,
  number @INT@ NOT NULL,           -- the last one given
  PRIMARY KEY (home, year)
) @TABLE_END@;

-- class: derived
CREATE TABLE cause_demand (
  home @INT@ NOT NULL,
  cause @INT@ NOT NULL,
  demand @INT@ NOT NULL,           -- that it joins; perhaps of another home
  seq @INT@ NOT NULL,
  PRIMARY KEY (home, cause, demand)
) @TABLE_END@;

-- Stays of demands on the shelf (挂账): not possible now, to be looked at again.
-- class: derived
CREATE TABLE shelf (
  home @INT@ NOT NULL,
  demand @INT@ NOT NULL,
  seq @INT@ NOT NULL,              -- the event that shelved it
  state @TEXT@ NOT NULL,           -- shelved, proposed, struck_off, left
  unit @INT@ NOT NULL,             -- in charge
  reason @TEXT@,
  measure_v @INT@,                 -- what is done meanwhile
  review_on @INT@ NOT NULL,        -- the day on which it is looked at again
  shelved_at @INT@ NOT NULL,
  reviews @INT@ NOT NULL,          -- how often it was looked at again
  reviewed_at @INT@,
  proposal @INT@,                  -- the event that proposes to strike it off; NULL: none does
  proposer @INT@,
  proposed_at @INT@,
  strike_reason @TEXT@,
  text_v @INT@,                    -- the answer proposed
  decided_by @INT@,
  ended_at @INT@,                  -- NULL: it lies there
  PRIMARY KEY (home, demand, seq)
) @TABLE_END@;

-- class: derived
CREATE TABLE callback_sample (
  home @INT@ NOT NULL,
  id @INT@ NOT NULL,
  seed @TEXT@ NOT NULL,
  party @TEXT@ NOT NULL,
  since @INT@ NOT NULL,            -- answered from then on
  until @INT@ NOT NULL,            -- and before then
  wanted @INT@ NOT NULL,
  population @INT@ NOT NULL,
  chosen @INT@ NOT NULL,
  revision @INT@ NOT NULL,
  seq @INT@ NOT NULL,
  created_at @INT@ NOT NULL,
  PRIMARY KEY (home, id)
) @TABLE_END@;

-- class: derived
CREATE TABLE callback_sample_item (
  home @INT@ NOT NULL,
  sample @INT@ NOT NULL,
  demand @INT@ NOT NULL,
  PRIMARY KEY (home, sample, demand)
) @TABLE_END@;

-- Figures as they were published. Nothing of it ever changes.
-- class: derived
CREATE TABLE report (
  home @INT@ NOT NULL,
  id @INT@ NOT NULL,
  title @TEXT@ NOT NULL,
  restates @INT@,                  -- the report whose figures it gives anew
  restated_by @INT@,
  revision @INT@ NOT NULL,
  seq @INT@ NOT NULL,
  created_at @INT@ NOT NULL,
  PRIMARY KEY (home, id)
) @TABLE_END@;

CREATE INDEX hold_open ON hold (home, id) WHERE lifted_at IS NULL;
CREATE INDEX hold_about ON hold (home, about, id) WHERE lifted_at IS NULL;
CREATE INDEX hold_entry_of ON hold_entry (home, entry, hold);
CREATE INDEX visit_finding_id ON visit_finding (home, id, visit);
CREATE INDEX vault_subject ON vault (home, subject, id) WHERE nonce IS NOT NULL;
CREATE UNIQUE INDEX staff_account ON staff (home, account);
CREATE INDEX staff_role_office ON staff_role (home, office, role, staff);
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
CREATE INDEX cause_of_demand ON cause_demand (demand, home, cause);
CREATE INDEX shelf_review_on ON shelf (home, review_on, demand) WHERE ended_at IS NULL;
CREATE INDEX shelf_of_unit ON shelf (unit, home, demand) WHERE ended_at IS NULL;
CREATE INDEX steward_enterprise ON steward (home, enterprise, id);
CREATE INDEX steward_staff ON steward (home, staff, id);
CREATE INDEX attachment_about ON attachment (home, about, id);
CREATE INDEX look_actor ON look (home, actor, seq);
CREATE INDEX content_digest ON content (home, digest, entry);
CREATE INDEX visit_enterprise ON visit (home, enterprise, id);
CREATE INDEX visit_team_staff ON visit_team (home, staff, visit);
CREATE UNIQUE INDEX calendar_paper_year ON calendar_paper (home, series, year);
CREATE INDEX whistle_open ON whistle (home, id) WHERE class <> 'done';
CREATE INDEX whistle_of_demand ON whistle_demand (demand, home, whistle);
CREATE INDEX whistle_blower ON whistle (blower, home, id);
CREATE INDEX party_whistle ON party (home, whistle, id);
CREATE INDEX party_missed ON party (home, id) WHERE missed_at IS NOT NULL AND reported_at IS NULL;
CREATE INDEX party_office ON party (office, home, id);
CREATE INDEX supervision_open ON supervision (home, id) WHERE class <> 'done';
CREATE INDEX supervision_unit ON supervision (unit, home, id);
CREATE INDEX supervision_demand ON supervision (demand, home, id) WHERE demand IS NOT NULL;
CREATE INDEX supervision_whistle ON supervision (whistle, home, id) WHERE whistle IS NOT NULL;
CREATE INDEX card_fresh ON card (home, unit, colour, given_at, id)
  WHERE counted IS NULL AND voided = 0;
CREATE INDEX card_about ON card (home, about, id);
CREATE INDEX card_unit ON card (unit, home, id);
CREATE INDEX card_counted ON card (home, counted, id) WHERE counted IS NOT NULL;
CREATE INDEX card_given ON card (home, given_at, unit, colour);
CREATE INDEX clock_in_time ON clock (home, unit, since_at, noun, name) WHERE state = 'stopped';
CREATE INDEX clock_due ON clock (home, due_at, subject, name, round) WHERE state <> 'stopped';
CREATE INDEX clock_next ON clock (next_at, home, subject, name, round, next_rung)
  WHERE next_at IS NOT NULL;
CREATE INDEX rung_fired ON rung (home, seq, item);
CREATE INDEX rung_card ON rung (home, seq, item, unit) WHERE card IS NOT NULL;
CREATE INDEX message_about ON message (home, about, seq, item);
CREATE INDEX outbox_ready ON outbox (home, ready_at, seq, item) WHERE done_at IS NULL;
CREATE INDEX outbox_lane ON outbox (home, recipient, about, seq, item) WHERE done_at IS NULL;
CREATE INDEX outbox_bundle ON outbox (home, bundle) WHERE bundle IS NOT NULL;
CREATE INDEX rate_fact_at ON rate_fact (home, at, demand);
CREATE INDEX whistle_blown ON whistle (home, blown_at, blower) WHERE blown_at IS NOT NULL;
CREATE INDEX party_missed_at ON party (home, missed_at, office) WHERE missed_at IS NOT NULL;
CREATE INDEX supervision_issued_at ON supervision (home, issued_at, unit);
CREATE INDEX supervision_reply_at ON supervision_reply (home, at, supervision);
CREATE INDEX shelf_struck_off ON shelf (home, ended_at, unit) WHERE state = 'struck_off';
CREATE INDEX rate_cell_unit ON rate_cell (unit, basis, month);
