-- What rates should be, reckoned from the exported log alone. ev holds its rows, as text; made
-- tables: steps, cases, calls, cell. Knows nothing of how the library counts.

CREATE TABLE steps AS
SELECT CAST("case" AS INTEGER) AS id, CAST("case" AS INTEGER) >> 32 AS home,
  CAST(seq AS INTEGER) AS seq, activity, substr(time, 1, 7) AS month,
  substr(recorded, 1, 7) AS month_recorded, CAST(unit AS INTEGER) AS unit, "from" AS before, state,
  class, kind, category, resolution, above, "by" AS party, valid = '1' AS valid,
  solved = '1' AS solved, contacted, grade, outcome, excluded,
  CAST(COALESCE(lag(unit) OVER w, unit) AS INTEGER) AS unit_before,
  COALESCE(lag(class) OVER w, '') AS class_before
FROM ev WINDOW w AS (PARTITION BY "case" ORDER BY CAST(seq AS INTEGER));
CREATE INDEX steps_id ON steps (id, seq);

-- The answer that stands when an event comes, and the last time work began anew.
CREATE TABLE standing AS
SELECT s.id, s.seq,
  COALESCE((SELECT max(a.seq) FROM steps a WHERE a.id = s.id AND a.seq <= s.seq
    AND a.activity IN ('reply', 'explain', 'strike_off')), 0) AS answer,
  COALESCE((SELECT max(a.seq) FROM steps a WHERE a.id = s.id AND a.seq < s.seq
    AND (a.activity = 'reopen' OR (a.activity = 'callback' AND a.valid AND NOT a.solved
      AND a.before <> a.state))), 0) AS anew
FROM steps s;
CREATE INDEX standing_id ON standing (id, seq);

CREATE TABLE calls AS
SELECT s.*, t.answer,
  CASE WHEN s.contacted <> '' THEN s.contacted = '1' ELSE EXISTS (SELECT 1 FROM steps k
    WHERE k.id = s.id AND k.activity = 'contact' AND k.seq < s.seq AND k.seq > t.anew) END AS was_contacted
FROM steps s JOIN standing t ON t.id = s.id AND t.seq = s.seq WHERE s.activity = 'callback';
CREATE INDEX calls_id ON calls (id, party, answer, seq);

-- How an answer was resolved, by what it said and by what was corrected while it stood.
CREATE TABLE answers AS
SELECT s.*,
  (SELECT k.resolution FROM steps k JOIN standing t ON t.id = k.id AND t.seq = k.seq
    WHERE k.id = s.id AND k.resolution <> '' AND k.activity <> 'propose_strike_off' AND t.answer = s.seq ORDER BY k.seq DESC LIMIT 1) AS finally,
  (SELECT k.above FROM steps k JOIN standing t ON t.id = k.id AND t.seq = k.seq
    WHERE k.id = s.id AND k.above <> '' AND k.activity <> 'propose_strike_off' AND t.answer = s.seq ORDER BY k.seq DESC LIMIT 1) AS finally_above
FROM steps s WHERE s.activity IN ('reply', 'explain', 'strike_off');
CREATE INDEX answers_id ON answers (id, seq);

CREATE TABLE cases AS
SELECT r.id, r.home, r.month, r.month_recorded, r.kind, r.category,
  (SELECT unit FROM steps k WHERE k.id = r.id ORDER BY seq DESC LIMIT 1) AS unit,
  (SELECT class FROM steps k WHERE k.id = r.id ORDER BY seq DESC LIMIT 1) = 'done' AS closed,
  COALESCE((SELECT k.excluded = '1' FROM steps k WHERE k.id = r.id AND k.excluded <> ''
    ORDER BY seq DESC LIMIT 1), 0) AS excluded,
  (SELECT max(seq) FROM answers k WHERE k.id = r.id) AS answer,
  EXISTS (SELECT 1 FROM steps k WHERE k.id = r.id AND k.activity = 'void') AS voided
FROM steps r WHERE r.activity = 'register';
CREATE INDEX cases_id ON cases (id);

CREATE TABLE cell (home, basis, month, unit, kind, category, party, callback_valid,
  callback_contacted, callback_solved, callback_satisfied, callback_basically_satisfied,
  callback_excluded, excluded, registered, callback_dissatisfied, callback_attempts, closed,
  replied, solved_at_office, solved_above, explained, shelved, returned, transferred, escalated,
  reworked);

-- Cohorts: each demand once, for everybody's callbacks and for each party's.
CREATE TABLE last_call AS
SELECT c.id, p.party,
  (SELECT max(k.seq) FROM calls k WHERE k.id = c.id AND k.valid
    AND (p.party = '' OR k.party = p.party)) AS seq,
  (SELECT count(*) FROM calls k WHERE k.id = c.id AND (p.party = '' OR k.party = p.party)) AS attempts
FROM cases c JOIN (SELECT '' AS party UNION ALL SELECT DISTINCT party FROM calls) p
WHERE NOT c.voided;

INSERT INTO cell
SELECT c.home, b.basis, CASE b.basis WHEN 0 THEN c.month ELSE c.month_recorded END, c.unit, c.kind,
  c.category, l.party,
  COALESCE(k.valid, 0) * (1 - c.excluded), COALESCE(k.was_contacted, 0) * (1 - c.excluded),
  COALESCE(k.solved, 0) * (1 - c.excluded), COALESCE(k.grade = 'satisfied', 0) * (1 - c.excluded),
  COALESCE(k.grade = 'basically_satisfied', 0) * (1 - c.excluded), COALESCE(k.valid, 0) * c.excluded,
  (l.party = '') * c.excluded, l.party = '', COALESCE(k.grade = 'dissatisfied', 0) * (1 - c.excluded),
  l.attempts, (l.party = '') * c.closed, (l.party = '') * (a.id IS NOT NULL),
  (l.party = '') * COALESCE(a.finally IN ('solved', 'workaround') AND a.finally_above <> '1', 0),
  (l.party = '') * COALESCE(a.finally IN ('solved', 'workaround') AND a.finally_above = '1', 0),
  (l.party = '') * COALESCE(a.finally = 'explained', 0), (l.party = '') * COALESCE(a.finally = 'shelved', 0),
  (l.party = '') * (SELECT count(*) FROM steps s WHERE s.id = c.id AND s.activity = 'return'),
  (l.party = '') * (SELECT count(*) FROM steps s WHERE s.id = c.id AND s.activity = 'transfer'),
  (l.party = '') * (SELECT count(*) FROM steps s WHERE s.id = c.id AND s.activity = 'escalate'),
  (l.party = '') * (SELECT count(*) FROM steps s WHERE s.id = c.id AND (s.activity = 'reopen'
    OR (s.activity = 'callback' AND s.valid AND NOT s.solved AND s.before <> s.state)))
FROM last_call l JOIN cases c ON c.id = l.id
JOIN (SELECT 0 AS basis UNION ALL SELECT 1) b
LEFT JOIN calls k ON k.id = l.id AND k.seq = l.seq
LEFT JOIN answers a ON a.id = c.id AND a.seq = c.answer
WHERE l.party = '' OR l.attempts > 0;

-- Periods: each time, in its own month, for the unit that had it then.
CREATE TABLE happened AS
SELECT s.id, s.seq, '' AS party, s.month, s.month_recorded,
  CASE WHEN s.activity IN ('reply', 'explain', 'strike_off', 'callback', 'register', 'decide_exclusion')
    THEN s.unit ELSE s.unit_before END AS unit,
  s.activity = 'register' AS registered, s.class = 'done' AND s.class_before <> 'done' AS closed,
  s.activity = 'return' AS returned, s.activity = 'transfer' AS transferred,
  s.activity = 'escalate' AS escalated,
  s.activity = 'reopen' OR (s.activity = 'callback' AND s.valid AND NOT s.solved
    AND s.before <> s.state) AS reworked,
  s.activity = 'decide_exclusion' AND s.excluded = '1' AND NOT EXISTS (SELECT 1 FROM steps l
    WHERE l.id = s.id AND l.activity = 'review_exclusion' AND l.excluded = '0' AND l.seq > s.seq
    AND NOT EXISTS (SELECT 1 FROM steps n WHERE n.id = s.id AND n.activity = 'decide_exclusion'
      AND n.seq > s.seq AND n.seq < l.seq)) AS excluded,
  a.id IS NOT NULL AS replied,
  COALESCE(a.finally IN ('solved', 'workaround') AND a.finally_above <> '1', 0) AS solved_at_office,
  COALESCE(a.finally IN ('solved', 'workaround') AND a.finally_above = '1', 0) AS solved_above,
  COALESCE(a.finally = 'explained', 0) AS explained, COALESCE(a.finally = 'shelved', 0) AS shelved
FROM steps s LEFT JOIN answers a ON a.id = s.id AND a.seq = s.seq;

INSERT INTO cell
SELECT c.home, b.basis, CASE b.basis WHEN 2 THEN h.month ELSE h.month_recorded END, h.unit, c.kind,
  c.category, '', 0, 0, 0, 0, 0, 0, h.excluded, h.registered, 0, 0, h.closed, h.replied,
  h.solved_at_office, h.solved_above, h.explained, h.shelved, h.returned, h.transferred,
  h.escalated, h.reworked
FROM happened h JOIN cases c ON c.id = h.id JOIN (SELECT 2 AS basis UNION ALL SELECT 3) b
WHERE NOT c.voided;

-- Of those that one party made about one answer, the last one counts.
INSERT INTO cell
SELECT c.home, b.basis, CASE b.basis WHEN 2 THEN k.month ELSE k.month_recorded END, k.unit, c.kind,
  c.category, p.party,
  k.stands * (1 - c.excluded), k.stands * k.was_contacted * (1 - c.excluded),
  k.stands * k.solved * (1 - c.excluded), k.stands * (k.grade = 'satisfied') * (1 - c.excluded),
  k.stands * (k.grade = 'basically_satisfied') * (1 - c.excluded), k.stands * c.excluded,
  0, 0, k.stands * (k.grade = 'dissatisfied') * (1 - c.excluded), 1,
  0, 0, 0, 0, 0, 0, 0, 0, 0, 0
FROM (SELECT k.*, k.valid AND NOT EXISTS (SELECT 1 FROM calls l WHERE l.id = k.id
    AND l.party = k.party AND l.answer = k.answer AND l.valid AND l.seq > k.seq) AS stands
  FROM calls k) k
JOIN cases c ON c.id = k.id JOIN (SELECT 2 AS basis UNION ALL SELECT 3) b
JOIN (SELECT 0 AS own UNION ALL SELECT 1) o
JOIN (SELECT '' AS party UNION ALL SELECT DISTINCT party FROM calls) p
  ON p.party = CASE o.own WHEN 1 THEN k.party ELSE '' END
WHERE NOT c.voided AND (o.own = 0 OR k.party <> '');
