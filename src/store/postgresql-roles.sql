-- SPDX-License-Identifier: Apache-2.0
--
-- Least privilege on PostgreSQL: an owner, who makes the ledger and upgrades it, and a run-time
-- role, with which portals work. The run-time role may add to the journal and never change or
-- take away what is in it; of the vault it may blank values, which is how they are erased; the
-- schema is not its own.
--
--	psql -d DATABASE -v owner=OWNER -v runtime=RUNTIME [-v schema=SCHEMA] -f postgresql-roles.sql
--
-- By a superuser, or by the database's owner with CREATEROLE; in a database that holds nothing
-- else. Once before the ledger is made, so that there are roles and a schema to make it in; and
-- again after it was made and after each upgrade, for the tables are granted one by one. As
-- often as one likes: what is there already stays. Roles are made without a password: \password.

\set ON_ERROR_STOP on
\if :{?schema}
\else
\set schema guanjia
\endif
\if :{?owner}
\else
\warn 'who is the owner? -v owner=NAME'
\quit 3
\endif
\if :{?runtime}
\else
\warn 'who works with it? -v runtime=NAME'
\quit 3
\endif

BEGIN;
SET LOCAL client_min_messages = warning;

-- Who there is.
SELECT format('CREATE ROLE %I LOGIN', name) FROM unnest(ARRAY[:'owner', :'runtime']) AS name
WHERE NOT EXISTS (SELECT 1 FROM pg_catalog.pg_roles WHERE rolname = name)
\gexec

-- Who comes in, and where she lands.
SELECT format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database())
\gexec
SELECT format('GRANT CONNECT ON DATABASE %I TO %I', current_database(), name)
FROM unnest(ARRAY[:'owner', :'runtime']) AS name
\gexec
SELECT format('ALTER ROLE %I IN DATABASE %I SET search_path = %I', name, current_database(),
  :'schema') FROM unnest(ARRAY[:'owner', :'runtime']) AS name
\gexec
CREATE SCHEMA IF NOT EXISTS :"schema" AUTHORIZATION :"owner";
REVOKE ALL ON SCHEMA :"schema" FROM PUBLIC, :"runtime";
GRANT USAGE ON SCHEMA :"schema" TO :"runtime";
SELECT 'REVOKE CREATE ON SCHEMA public FROM PUBLIC'
WHERE EXISTS (SELECT 1 FROM pg_catalog.pg_namespace WHERE nspname = 'public')
\gexec

-- What the run-time role may do with each table. Parts of a divided table are reached through the
-- table, and by themselves not at all.
SELECT format('REVOKE ALL ON TABLE %I.%I FROM PUBLIC, %I', n.nspname, c.relname, :'runtime')
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = :'schema' AND c.relkind IN ('r', 'p')
\gexec
SELECT format('GRANT %s ON TABLE %I.%I TO %I', CASE c.relname
  WHEN 'gj_schema' THEN 'SELECT'
  WHEN 'event' THEN 'SELECT, INSERT'
  WHEN 'chain' THEN 'SELECT, INSERT, UPDATE (seq, hash, at, next_id)'
  WHEN 'vault' THEN 'SELECT, INSERT, UPDATE (nonce, value)'
  ELSE 'SELECT, INSERT, UPDATE, DELETE' END, n.nspname, c.relname, :'runtime')
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = :'schema' AND c.relkind IN ('r', 'p') AND NOT c.relispartition
\gexec

COMMIT;
