-- A help desk of many organisations, foreign keys indexed as frameworks do it; 3.3 million rows.
SELECT setseed(0.42);
CREATE TABLE organisations (id int PRIMARY KEY, name text NOT NULL, plan text NOT NULL, region text NOT NULL, created_at timestamptz NOT NULL);
CREATE TABLE members (id int PRIMARY KEY, organisation_id int NOT NULL REFERENCES organisations, email text NOT NULL, full_name text NOT NULL, role text NOT NULL, last_seen_at timestamptz, deleted_at timestamptz);
CREATE TABLE queues (id int PRIMARY KEY, organisation_id int NOT NULL REFERENCES organisations, title text NOT NULL);
CREATE TABLE tickets (id bigint PRIMARY KEY, organisation_id int NOT NULL REFERENCES organisations, queue_id int NOT NULL REFERENCES queues, requester_id int NOT NULL REFERENCES members, assignee_id int REFERENCES members, subject text NOT NULL, state varchar(20) NOT NULL, priority smallint NOT NULL, external_ref varchar(40), opened_at timestamptz NOT NULL, closed_at timestamptz, satisfaction smallint, archived boolean NOT NULL);
CREATE TABLE comments (id bigint PRIMARY KEY, ticket_id bigint NOT NULL REFERENCES tickets, author_id int NOT NULL REFERENCES members, body text NOT NULL, is_internal boolean NOT NULL, posted_at timestamptz NOT NULL);
CREATE TABLE labels (id int PRIMARY KEY, organisation_id int NOT NULL, slug text NOT NULL);
CREATE TABLE ticket_labels (ticket_id bigint NOT NULL, label_id int NOT NULL, PRIMARY KEY (ticket_id, label_id));
CREATE TABLE attachments (id bigint PRIMARY KEY, comment_id bigint NOT NULL REFERENCES comments, content_type text NOT NULL, byte_size int NOT NULL, checksum char(32) NOT NULL);
CREATE TABLE outbox (id bigint PRIMARY KEY, channel text NOT NULL, delivered boolean NOT NULL, attempts smallint NOT NULL, queued_at timestamptz NOT NULL, recipient text NOT NULL, payload jsonb NOT NULL);
CREATE TABLE audit_entries (id bigint PRIMARY KEY, organisation_id int NOT NULL REFERENCES organisations, actor_id int, verb text NOT NULL, target_kind text NOT NULL, target_id bigint NOT NULL, happened_at timestamptz NOT NULL);
CREATE TABLE api_tokens (id int PRIMARY KEY, member_id int NOT NULL REFERENCES members, digest char(64) NOT NULL, expires_at timestamptz NOT NULL, revoked boolean NOT NULL);

INSERT INTO organisations SELECT i, 'Org ' || i, (ARRAY['free','team','business'])[1 + (random() ^ 2 * 2.99)::int % 3], (ARRAY['eu','us','ap'])[1 + (random() * 2.4)::int], timestamptz '2021-01-01' + random() * interval '1400 days' FROM generate_series(1, 3000) i;
INSERT INTO members SELECT i, 1 + (3000 * random() ^ 2.5)::int % 3000, 'm' || i || '@' || (i % 811) || '.example', 'Person ' || (i * 7919 % 40009) || ' ' || (i % 613), (ARRAY['agent','customer','customer','customer','customer','customer','customer','admin'])[1 + (random() * 6.9)::int], CASE WHEN random() < .7 THEN timestamptz '2025-06-01' + random() * interval '180 days' END, CASE WHEN random() < .04 THEN timestamptz '2025-01-01' + random() * interval '300 days' END FROM generate_series(1, 90000) i;
INSERT INTO queues SELECT i, 1 + i % 3000, 'Queue ' || i FROM generate_series(1, 9000) i;
INSERT INTO tickets SELECT i, 1 + (3000 * random() ^ 2.5)::int % 3000, 1 + (random() * 8999)::int, 1 + (90000 * random() ^ 1.4)::int % 90000, CASE WHEN random() < .85 THEN 1 + (90000 * random() ^ 3)::int % 90000 END, 'Subject ' || (i::bigint * 104729 % 900007) || CASE WHEN i % 53 = 0 THEN ' refund request' ELSE ' question' END, (ARRAY['closed','closed','closed','closed','closed','closed','closed','solved','waiting','open'])[1 + (random() * 9.3)::int % 10], (ARRAY[3,3,3,3,3,2,2,4,4,1])[1 + (random() * 9.01)::int % 10], CASE WHEN random() < .25 THEN 'EXT-' || i END, timestamptz '2023-01-01' + i * interval '200 seconds' + random() * interval '1 hour', CASE WHEN random() < .78 THEN timestamptz '2023-01-02' + i * interval '200 seconds' + random() * interval '9 days' END, CASE WHEN random() < .2 THEN 1 + (random() * 4)::int END, random() < .6 FROM generate_series(1, 420000) i;
INSERT INTO comments SELECT i, 1 + (random() ^ 1.2 * 419999)::int, 1 + (90000 * random() ^ 1.8)::int % 90000, repeat('words and words ', 3 + (random() * 6)::int), random() < .15, timestamptz '2023-01-01' + i * interval '70 seconds' FROM generate_series(1, 1200000) i;
INSERT INTO labels SELECT i, 1 + i % 3000, 'label-' || (i % 977) FROM generate_series(1, 12000) i;
INSERT INTO ticket_labels SELECT DISTINCT 1 + (random() * 419999)::int, 1 + (random() ^ 2 * 11999)::int FROM generate_series(1, 500000) i;
INSERT INTO attachments SELECT i, 1 + (random() * 1199999)::int, (ARRAY['image/png','image/png','image/jpeg','application/pdf','text/plain'])[1 + (random() * 4)::int], (random() ^ 4 * 9000000)::int, md5(i::text) FROM generate_series(1, 150000) i;
INSERT INTO outbox SELECT i, (ARRAY['mail','mail','mail','push','sms','webhook'])[1 + (random() * 5)::int], random() < .992, (random() ^ 8 * 6)::int, timestamptz '2025-01-01' + i * interval '60 seconds', 'm' || (random() * 90000)::int || '@x.example', jsonb_build_object('kind', 'k' || i % 40, 'ref', i % 5000) FROM generate_series(1, 400000) i;
INSERT INTO audit_entries SELECT i, 1 + (3000 * random() ^ 2.5)::int % 3000, CASE WHEN random() < .9 THEN 1 + (random() * 89999)::int END, (ARRAY['view','view','view','update','create','delete','export'])[1 + (random() * 6)::int], (ARRAY['ticket','ticket','member','queue'])[1 + (random() * 3)::int], 1 + (random() * 419999)::int, timestamptz '2024-01-01' + i * interval '85 seconds' FROM generate_series(1, 700000) i;
INSERT INTO api_tokens SELECT i, 1 + (random() * 89999)::int, md5(i::text) || md5((i + 7)::text), timestamptz '2025-01-01' + random() * interval '500 days', random() < .3 FROM generate_series(1, 60000) i;

CREATE UNIQUE INDEX members_email_key ON members (lower(email));
CREATE INDEX members_organisation_id_idx ON members (organisation_id);
CREATE INDEX queues_organisation_id_idx ON queues (organisation_id);
CREATE INDEX tickets_organisation_id_idx ON tickets (organisation_id);
CREATE INDEX tickets_queue_id_idx ON tickets (queue_id);
CREATE INDEX tickets_requester_id_idx ON tickets (requester_id);
CREATE INDEX tickets_assignee_id_idx ON tickets (assignee_id);
CREATE INDEX comments_ticket_id_idx ON comments (ticket_id);
CREATE INDEX comments_author_id_idx ON comments (author_id);
CREATE INDEX attachments_comment_id_idx ON attachments (comment_id);
CREATE INDEX audit_entries_organisation_id_idx ON audit_entries (organisation_id);
CREATE INDEX api_tokens_member_id_idx ON api_tokens (member_id);
