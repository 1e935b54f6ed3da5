-- The journal, the vault and the chains.

-- chain_lock
UPDATE chain SET seq = seq WHERE home = :home
RETURNING home, office, kind, seq, hash, at, next_id

-- chain_seq
SELECT seq FROM chain WHERE home = :home

-- chain_get
SELECT home, office, kind, seq, hash, at, next_id FROM chain WHERE home = :home

-- chain_list
SELECT home, office, kind, seq, hash, at, next_id FROM chain WHERE home > :after
ORDER BY home LIMIT :limit

-- chain_last
SELECT max(home) FROM chain

-- chain_add
INSERT INTO chain (home, office, kind, seq, hash, at, next_id)
VALUES (:home, :office, :kind, :seq, :hash, :at, :next_id)

-- chain_advance
UPDATE chain SET seq = :seq, hash = :hash, at = :at, next_id = :next_id WHERE home = :home

-- event_add
INSERT INTO event (home, seq, at, subject, link, bytes, hash)
VALUES (:home, :seq, :at, :subject, :link, :bytes, :hash)

-- event_get
SELECT home, seq, at, subject, link, bytes, hash FROM event WHERE home = :home AND seq = :seq

-- event_since
SELECT home, seq, at, subject, link, bytes, hash FROM event
WHERE home = :home AND seq > :after ORDER BY seq LIMIT :limit

-- event_back
SELECT home, seq, at, subject, link, bytes, hash FROM event
WHERE home = :home AND seq < :before ORDER BY seq DESC LIMIT :limit

-- vault_add
INSERT INTO vault (home, id, subject, class, seq, nonce, value)
VALUES (:home, :id, :subject, :class, :seq, :nonce, :value)

-- vault_put
INSERT INTO vault (home, id, subject, class, seq, nonce, value)
VALUES (:home, :id, :subject, :class, :seq, :nonce, :value)
ON CONFLICT (home, id) DO UPDATE SET nonce = excluded.nonce, value = excluded.value

-- vault_get
SELECT id, subject, class, seq, nonce, value FROM vault WHERE home = :home AND id = :id

-- vault_erase
UPDATE vault SET nonce = NULL, value = NULL WHERE home = :home AND id = :id

-- vault_erase_prints scan: an erasure is rare and must miss nothing
UPDATE vault SET nonce = NULL, value = NULL WHERE home = :home AND class = 'request'
AND (subject = :subject OR seq = :first)

-- vault_erase_all_prints scan: an erasure is rare and must miss nothing
UPDATE vault SET nonce = NULL, value = NULL WHERE home = :home AND class = 'request'
AND nonce IS NOT NULL

-- vault_of_subject scan: an erasure is rare and must miss nothing
SELECT id, subject, class, seq, nonce, value FROM vault
WHERE home = :home AND subject = :subject AND class <> 'request' ORDER BY id

-- vault_page
SELECT id, subject, class, seq, nonce, value FROM vault
WHERE home = :home AND id > :after ORDER BY id LIMIT :limit

-- request_key_add
INSERT INTO request_key (home, scope, key, seq) VALUES (:home, :scope, :key, :seq)

-- request_key_get
SELECT seq FROM request_key WHERE home = :home AND scope = :scope AND key = :key

-- references_of
SELECT system, code FROM reference WHERE home = :home AND subject = :subject
ORDER BY system, code

-- reference_delete
DELETE FROM reference WHERE home = :home AND system = :system AND code = :code
AND subject = :subject

-- reference_amend
UPDATE reference SET code = :correct WHERE home = :home AND system = :system AND code = :code
AND subject = :subject

-- references_clear
DELETE FROM reference WHERE home = :home AND subject = :subject

-- reference_find
SELECT subject FROM reference WHERE home = :home AND noun = :noun AND system = :system
AND code = :code

-- erasure_add
INSERT INTO erasure (home, id, seq) VALUES (:home, :item, :seq)

-- erasures
SELECT home, id, seq FROM erasure WHERE home = :home AND id > :after ORDER BY home, id LIMIT :limit

-- vault_missing_put
INSERT INTO vault_missing (home, id, seq) VALUES (:home, :id, :seq)
ON CONFLICT (home, id) DO UPDATE SET seq = excluded.seq

-- vault_missing_get
SELECT seq FROM vault_missing WHERE home = :home AND id = :id

-- vault_missing_erased
SELECT home, id, seq FROM vault_missing WHERE home = :home AND id > :after AND seq > 0
ORDER BY home, id LIMIT :limit

-- erasure_get
SELECT seq FROM erasure WHERE home = :home AND id = :id

-- event_places
WITH RECURSIVE back (seq, link) AS (
SELECT seq, link FROM event WHERE home = :home AND seq = :seq
UNION ALL SELECT e.seq, e.link FROM back b JOIN event e ON e.home = :home AND e.seq = b.link)
SELECT seq, link FROM back ORDER BY seq LIMIT :limit
