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

CREATE UNIQUE INDEX staff_account ON staff (home, account);
CREATE INDEX office_below ON office_above (home, above, office);
CREATE UNIQUE INDEX office_chain ON office (home, chain) WHERE chain IS NOT NULL;
