-- Who may what, where.

-- actor_staff
SELECT id, office, enterprise FROM staff WHERE home = :home AND account = :account AND voided = 0

-- actor_grants
SELECT office, role FROM staff_role WHERE home = :home AND staff = :staff ORDER BY office, role

-- office_is_below
SELECT distance FROM office_above WHERE home = :home AND office = :office AND above = :above

-- offices_above
SELECT above FROM office_above WHERE home = :home AND office = :office ORDER BY distance, above

-- office_home
SELECT o.chain AS chain FROM office_above a JOIN office o ON o.home = a.home AND o.id = a.above
WHERE a.home = :home AND a.office = :office AND o.chain IS NOT NULL
ORDER BY a.distance LIMIT 1

-- home_office
SELECT office FROM chain WHERE home = :home

-- look_add
INSERT INTO look (home, seq, actor, refused, at) VALUES (:home, :seq, :actor, 0, :at)

-- look_add_refused
INSERT INTO look (home, seq, actor, refused, at) VALUES (:home, :seq, :actor, 1, :at)

-- look_subject_add
INSERT INTO look_subject (home, subject, seq) VALUES (:home, :subject, :seq)

-- look_subjects_add
INSERT INTO look_subject (home, subject, seq) VALUES (:home, :item, :seq)

-- fragment looked
e.home AS home, e.seq AS seq, e.bytes AS bytes

-- fragment wanted
(:refused IS NULL OR l.refused = :refused) AND (:since IS NULL OR l.at >= :since)
AND (:until IS NULL OR l.at < :until)

-- look_list
SELECT {looked} FROM look l JOIN event e ON e.home = l.home AND e.seq = l.seq
WHERE l.home = :home AND l.seq < :before AND {wanted}
ORDER BY l.seq DESC LIMIT :limit

-- look_list_actor
SELECT {looked} FROM look l JOIN event e ON e.home = l.home AND e.seq = l.seq
WHERE l.home = :home AND l.actor = :actor AND l.seq < :before AND {wanted}
ORDER BY l.seq DESC LIMIT :limit

-- look_list_subject
SELECT {looked} FROM look_subject s JOIN look l ON l.home = s.home AND l.seq = s.seq
JOIN event e ON e.home = l.home AND e.seq = l.seq
WHERE s.home = :home AND s.subject = :subject AND s.seq < :before
AND (:actor IS NULL OR l.actor = :actor) AND {wanted}
ORDER BY s.seq DESC LIMIT :limit
