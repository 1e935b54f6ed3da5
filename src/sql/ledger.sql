-- The ledger itself and its profiles.

-- ledger_insert
INSERT INTO ledger (home, format, digest, zone, created_at)
VALUES (:home, :format, :digest, :zone, :at)

-- ledger_get
SELECT format, digest, zone, created_at FROM ledger WHERE home = :home

-- profile_insert
INSERT INTO profile (home, office, hash, source, base_hash, overlay, seq)
VALUES (:home, COALESCE(CAST(:office AS BIGINT), 0), :hash, :source, :base_hash, :overlay, :seq)
ON CONFLICT (home, office, hash) DO UPDATE SET base_hash = excluded.base_hash,
  overlay = excluded.overlay, ended = NULL, seq = excluded.seq

-- profile_end
UPDATE profile SET ended = :seq WHERE home = :home AND office = :office AND ended IS NULL

-- profile_newest
SELECT hash, source, base_hash, overlay, seq,
  (SELECT COALESCE(MAX(COALESCE(p.ended, p.seq)), 0) FROM profile p
    WHERE p.home = :home AND p.office > 0) AS own_seq
FROM profile WHERE home = :home AND office = 0 ORDER BY seq DESC LIMIT 1

-- The own one of an office or of the nearest above it that has one; from this distance on.
-- profile_near
SELECT p.office AS office, p.hash AS hash, p.source AS source, p.base_hash AS base_hash,
  p.overlay AS overlay, p.seq AS seq
FROM office_above x JOIN profile p ON p.home = x.home AND p.office = x.above
WHERE x.home = :root AND x.office = :office AND x.distance >= :least AND p.ended IS NULL
ORDER BY x.distance, p.seq DESC LIMIT 1

-- An office's own ones, then those of the ledger, then all others: newest first.
-- profile_sources scan: a ledger has few profiles
SELECT source FROM profile WHERE home = :root
ORDER BY CASE WHEN office = :office THEN 0 WHEN office = 0 THEN 1 ELSE 2 END, seq DESC
