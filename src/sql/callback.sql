-- Callbacks by sample.

-- callback_sample_insert
INSERT INTO callback_sample (home, id, seed, party, since, until, wanted, population, chosen,
  revision, seq, created_at)
VALUES (:home, :subject, :seed, :by, :since, :until, :wanted, :population_count, :chosen_count,
  :revision, :seq, :at)

-- callback_sample_item_add
INSERT INTO callback_sample_item (home, sample, demand) VALUES (:home, :subject, :item)

-- Answered in the time, not called back by this party about that answer, neither void nor
-- excluded nor without a way to be reached, and no complaint about an office.
-- callback_population scan: a sample is drawn from all that an office has answered
SELECT c.demand AS id FROM rate_case c
JOIN demand d ON d.home = c.home AND d.id = c.demand
JOIN demand_reply y ON y.home = c.home AND y.demand = c.demand AND y.seq = c.answer
WHERE c.home = :home AND c.party = '' AND c.voided = 0 AND c.excluded = 0 AND d.anonymous = 0
AND d.against IS NULL AND y.at >= :since AND y.at < :until
AND NOT EXISTS (SELECT 1 FROM rate_case p WHERE p.home = c.home AND p.demand = c.demand
  AND p.party = :by AND p.called > 0 AND p.disputed = 0)
ORDER BY c.demand

-- callback_sample_get
SELECT id, seed, party, since, until, wanted, population, chosen, revision, seq, created_at
FROM callback_sample WHERE home = :home AND id = :id

-- callback_sample_list
SELECT id, seed, party, since, until, wanted, population, chosen, revision, seq, created_at
FROM callback_sample WHERE home = :home AND id > :after ORDER BY id LIMIT :limit

-- callback_sample_items
SELECT i.demand AS id, t.order_no AS order_no, d.state AS state, d.class AS class,
  COALESCE((SELECT p.called FROM rate_case p WHERE p.home = i.home AND p.demand = i.demand
    AND p.party = :party), 0) AS called
FROM callback_sample_item i JOIN demand d ON d.home = i.home AND d.id = i.demand
JOIN demand_text t ON t.home = i.home AND t.id = i.demand
WHERE i.home = :home AND i.sample = :sample
ORDER BY i.demand
