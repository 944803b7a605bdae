-- Sensors of buildings and what they measure; primary keys and little else; 3.4 million rows.
SELECT setseed(0.17);
CREATE TABLE sites (site_id int PRIMARY KEY, city varchar(40) NOT NULL, timezone varchar(30) NOT NULL, owner_code char(6) NOT NULL);
CREATE TABLE devices (device_id int PRIMARY KEY, site_id int NOT NULL, model varchar(20) NOT NULL, firmware varchar(12) NOT NULL, mac macaddr NOT NULL, serial varchar(24) NOT NULL, installed_on date NOT NULL, status varchar(12) NOT NULL, battery numeric(5,2));
CREATE TABLE channels (channel_id int PRIMARY KEY, device_id int NOT NULL, quantity varchar(16) NOT NULL, unit varchar(8) NOT NULL);
CREATE TABLE readings (channel_id int NOT NULL, taken_at timestamp NOT NULL, value double precision NOT NULL, quality smallint NOT NULL);
CREATE TABLE hourly (channel_id int NOT NULL, hour timestamp NOT NULL, low double precision, high double precision, mean double precision, PRIMARY KEY (channel_id, hour));
CREATE TABLE alarms (alarm_id bigint PRIMARY KEY, channel_id int NOT NULL, severity smallint NOT NULL, raised_at timestamp NOT NULL, cleared_at timestamp, acknowledged_by int, note text);
CREATE TABLE operators (operator_id int PRIMARY KEY, login varchar(30) NOT NULL, team varchar(12) NOT NULL);
CREATE TABLE commands (command_id uuid PRIMARY KEY, device_id int NOT NULL, operator_id int NOT NULL, action varchar(16) NOT NULL, sent_at timestamp NOT NULL, outcome varchar(10) NOT NULL);
CREATE TABLE visits (visit_id int PRIMARY KEY, site_id int NOT NULL, operator_id int NOT NULL, planned_for date NOT NULL, done boolean NOT NULL, report text);
CREATE TABLE invoices (invoice_no int PRIMARY KEY, site_id int NOT NULL, period date NOT NULL, amount numeric(12,2) NOT NULL, paid_on date, currency char(3) NOT NULL);

INSERT INTO sites SELECT i, 'City ' || (random() ^ 2 * 180)::int, 'Zone/' || i % 9, 'C' || lpad((i % 300)::text, 5, '0') FROM generate_series(1, 1500) i;
INSERT INTO devices SELECT i, 1 + (random() ^ 1.7 * 1499)::int, (ARRAY['T100','T100','T100','H20','H20','P7','X1'])[1 + (random() * 6)::int], 'v' || (random() ^ 3 * 6)::int || '.' || (random() * 9)::int, ('02:00:00:' || lpad(to_hex(i / 65536), 2, '0') || ':' || lpad(to_hex(i / 256 % 256), 2, '0') || ':' || lpad(to_hex(i % 256), 2, '0'))::macaddr, 'SN' || upper(substr(md5(i::text), 1, 10)), date '2018-01-01' + (random() * 2500)::int, (ARRAY['ok','ok','ok','ok','ok','ok','ok','ok','ok','fault','offline','retired'])[1 + (random() ^ 1.3 * 11)::int], CASE WHEN random() < .6 THEN (random() ^ .4 * 100)::numeric(5,2) END FROM generate_series(1, 40000) i;
INSERT INTO channels SELECT i, 1 + (i - 1) / 3, (ARRAY['temperature','humidity','power'])[1 + i % 3], (ARRAY['C','%','W'])[1 + i % 3] FROM generate_series(1, 120000) i;
INSERT INTO readings SELECT 1 + (random() ^ 1.5 * 119999)::int, timestamp '2025-09-01' + i * interval '3 seconds' + random() * interval '20 seconds', random() * 100 - 20 * random() ^ 3, CASE WHEN random() < .97 THEN 0 WHEN random() < .8 THEN 1 ELSE 2 END FROM generate_series(1, 1800000) i;
INSERT INTO hourly SELECT c, timestamp '2025-11-01' + h * interval '1 hour', random() * 10, 20 + random() * 10, 10 + random() * 10 FROM generate_series(1, 15000) c, generate_series(0, 47) h;
INSERT INTO alarms SELECT i, 1 + (random() ^ 4 * 119999)::int, (ARRAY[1,1,1,1,2,2,2,3,3,5])[1 + (random() * 9)::int], timestamp '2024-01-01' + i * interval '150 seconds', CASE WHEN random() < .985 THEN timestamp '2024-01-01' + i * interval '150 seconds' + random() * interval '2 days' END, CASE WHEN random() < .4 THEN 1 + (random() * 399)::int END, CASE WHEN random() < .1 THEN 'note ' || i END FROM generate_series(1, 380000) i;
INSERT INTO operators SELECT i, 'op' || i, 'team' || i % 14 FROM generate_series(1, 400) i;
INSERT INTO commands SELECT md5('c' || i)::uuid, 1 + (random() ^ 2 * 39999)::int, 1 + (random() ^ 2 * 399)::int, (ARRAY['reboot','configure','configure','update','calibrate'])[1 + (random() * 4)::int], timestamp '2024-06-01' + i * interval '4 minutes', (ARRAY['done','done','done','done','done','timeout','refused'])[1 + (random() ^ 2 * 6)::int] FROM generate_series(1, 160000) i;
INSERT INTO visits SELECT i, 1 + (random() * 1499)::int, 1 + (random() * 399)::int, date '2022-01-01' + (i / 30)::int, i < 44500, repeat('report ', (random() * 30)::int) FROM generate_series(1, 45000) i;
INSERT INTO invoices SELECT i, 1 + i % 1500, date '2019-01-01' + (i / 1500)::int * 30, (random() ^ 3 * 90000)::numeric(12,2), CASE WHEN random() < .97 THEN date '2019-02-01' + (i / 1500)::int * 30 END, (ARRAY['EUR','EUR','EUR','USD','GBP'])[1 + (random() * 4)::int] FROM generate_series(1, 120000) i;

CREATE INDEX readings_taken_at_idx ON readings (taken_at);
CREATE UNIQUE INDEX devices_serial_key ON devices (serial);
