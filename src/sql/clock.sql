-- Clocks on cases, of whatever noun.

-- clock_put
INSERT INTO clock (home, subject, name, round, noun, state, unit, term_name, term, extra,
  extensions, calendar, version, began_at, start_at, budget, consumed, since_at, until_at, due_at,
  given, provisional, next_at, next_rung, armed, seq)
VALUES (:home, :subject, :name, :round, :noun, :state, :unit, :term_name, :term, :extra,
  :extensions, :calendar, :version, :began_at, :start_at, :budget, :consumed, :since_at, :until_at,
  :due_at, :given, :provisional, :next_at, :next_rung, :seq, :seq)
ON CONFLICT (home, subject, name, round) DO UPDATE SET state = excluded.state,
  unit = excluded.unit, term_name = excluded.term_name, term = excluded.term,
  extra = excluded.extra, extensions = excluded.extensions, calendar = excluded.calendar,
  version = excluded.version, began_at = excluded.began_at, start_at = excluded.start_at,
  budget = excluded.budget, consumed = excluded.consumed, since_at = excluded.since_at,
  until_at = excluded.until_at, given = excluded.given, provisional = excluded.provisional,
  next_at = excluded.next_at, next_rung = excluded.next_rung,
  armed = CASE WHEN clock.due_at <> excluded.due_at OR clock.began_at <> excluded.began_at
    THEN excluded.armed ELSE clock.armed END,
  due_at = excluded.due_at, seq = excluded.seq

-- The case lies with another unit.
-- clock_unit
UPDATE clock SET unit = :unit WHERE home = :home AND subject = :subject AND state <> 'stopped'

-- clock_pause_put
INSERT INTO clock_pause (home, subject, name, round, from_at, to_at, until_at, why, reason, seq)
VALUES (:home, :subject, :name, :round, :from_at, :to_at, :until_at, :why, :reason, :seq)
ON CONFLICT (home, subject, name, round, from_at) DO UPDATE SET to_at = excluded.to_at

-- fragment clock_columns
subject, name, round, noun, state, unit, term_name, term, extra, extensions, calendar, version,
  began_at, start_at, budget, consumed, since_at, until_at, due_at, given, provisional, next_at,
  next_rung, armed, seq

-- Of one case, all rounds.
-- clock_of
SELECT {clock_columns} FROM clock WHERE home = :home AND subject = :subject ORDER BY name, round

-- The last round of each clock of a case.
-- clock_now
SELECT {clock_columns} FROM clock k WHERE home = :home AND subject = :subject
AND round = (SELECT max(r.round) FROM clock r
  WHERE r.home = :home AND r.subject = :subject AND r.name = k.name)
ORDER BY name

-- clock_get
SELECT {clock_columns} FROM clock
WHERE home = :home AND subject = :subject AND name = :name AND round = :round

-- clock_pauses
SELECT name, round, from_at, to_at, until_at, why, reason, seq FROM clock_pause
WHERE home = :home AND subject = :subject AND name = :name AND round = :round ORDER BY from_at

-- clock_request_add
INSERT INTO clock_request (home, subject, seq, clock, round, term, reason, actor, office, at, outcome)
VALUES (:home, :subject, :seq, :clock, :round, :limit, :reason, :actor, :acting_office,
  COALESCE(CAST(:occurred_at AS BIGINT), :at), :outcome)

-- clock_request_decide
UPDATE clock_request SET outcome = :outcome, granted = :limit, decided = :seq, decided_by = :actor,
  decided_office = :acting_office, decided_at = COALESCE(CAST(:occurred_at AS BIGINT), :at)
WHERE home = :home AND subject = :subject AND seq = :requested

-- fragment request_columns
r.seq AS seq, r.clock AS clock, r.round AS round, r.term AS asked, r.reason AS reason,
  r.actor AS actor, r.office AS office, r.at AS at, r.outcome AS outcome, r.granted AS granted,
  r.decided AS decided, r.decided_by AS decided_by, r.decided_office AS decided_office,
  r.decided_at AS decided_at

-- clock_requests
SELECT {request_columns} FROM clock_request r
WHERE r.home = :home AND r.subject = :subject ORDER BY r.seq

-- Of clocks that have not come to their end, nor to another round, since.
-- clock_requests_open
SELECT {request_columns} FROM clock_request r
JOIN clock k ON k.home = r.home AND k.subject = r.subject AND k.name = r.clock
  AND k.round = r.round
WHERE r.home = :home AND r.subject = :subject AND r.outcome = 'asked' AND k.state <> 'stopped'
ORDER BY r.seq

-- Open ones of an office, those that are due first.
-- clock_open
SELECT {clock_columns} FROM clock WHERE home = :home AND state <> 'stopped'
AND (due_at, subject, name, round) > (:after, :after_subject, :after_name, :after_round)
ORDER BY due_at, subject, name, round LIMIT :limit

-- clock_project
UPDATE clock SET calendar = :calendar, version = :version, start_at = :start_at, budget = :budget,
  consumed = :consumed, provisional = :provisional, next_at = :next_at, next_rung = :next_rung,
  armed = CASE WHEN due_at <> :due_at THEN :seq ELSE armed END, due_at = :due_at, seq = :seq
WHERE home = :home AND subject = :subject AND name = :name AND round = :round

-- clock_newest_paper scan: one paper a year
SELECT series, year, seq, voided FROM calendar_paper WHERE home = :home ORDER BY seq DESC LIMIT 1

-- clock_profile_seq
SELECT coalesce(max(seq), 0) FROM profile WHERE home = :home AND office = 0
