-- The ledger itself and its profiles.

-- ledger_insert
INSERT INTO ledger (home, format, digest, zone, created_at)
VALUES (:home, :format, :digest, :zone, :at)

-- ledger_get
SELECT format, digest, zone, created_at FROM ledger WHERE home = :home

-- profile_insert
INSERT INTO profile (home, hash, source, seq) VALUES (:home, :hash, :source, :seq)
ON CONFLICT (home, hash) DO UPDATE SET seq = excluded.seq

-- profile_get
SELECT hash, source, seq FROM profile WHERE home = :home AND hash = :hash

-- profile_newest scan: a ledger has few profiles
SELECT hash, source, seq FROM profile WHERE home = :home ORDER BY seq DESC LIMIT 1

-- profile_sources scan: a ledger has few profiles
SELECT source FROM profile WHERE home = :root ORDER BY seq DESC
