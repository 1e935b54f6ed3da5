-- Papers loaded into the working calendars, beside those built in.

-- calendar_paper_put
INSERT INTO calendar_paper (home, id, series, year, source, voided, revision, seq, loaded_at)
VALUES (:home, :subject, :series, :year, :source, 0, :revision, :seq, :at)
ON CONFLICT (home, id) DO UPDATE SET source = excluded.source, voided = 0,
  revision = excluded.revision, seq = excluded.seq, loaded_at = excluded.loaded_at

-- calendar_paper_void
UPDATE calendar_paper SET voided = 1, revision = :revision, seq = :seq
WHERE home = :home AND id = :subject

-- calendar_paper_get
SELECT id, series, year, source, voided, revision, seq, loaded_at
FROM calendar_paper WHERE home = :home AND id = :id

-- calendar_paper_of_year
SELECT id, series, year, source, voided, revision, seq, loaded_at
FROM calendar_paper WHERE home = :home AND series = :series AND year = :year

-- calendar_papers scan: one paper a year
SELECT id, series, year, source, voided, revision, seq, loaded_at
FROM calendar_paper WHERE home = :home AND voided = 0 ORDER BY series, year

-- calendar_papers_seq scan: one paper a year
SELECT coalesce(max(seq), 0) FROM calendar_paper WHERE home = :home
