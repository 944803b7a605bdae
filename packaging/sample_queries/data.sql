SELECT setseed(0.42);
INSERT INTO customers (email, name, country, created_at)
SELECT 'customer' || n || '@example.com', 'Customer ' || n,
       (ARRAY['DE','US','FR','GB','NL','SE'])[1 + floor(6 * random() * random())::int],
       timestamptz '2024-01-01' + n * interval '20 minutes'
FROM generate_series(1, 40000) n;
INSERT INTO products (sku, name, price_cents, stock)
SELECT 'SKU-' || lpad(n::text, 6, '0'),
       (ARRAY['Red','Blue','Oak','Steel','Soft'])[1 + n % 5] || ' ' ||
       (ARRAY['chair','lamp','table','shelf','rug','clock'])[1 + n % 6] || ' ' || n,
       500 + (n * 7919) % 40000, 1000000
FROM generate_series(1, 8000) n;
INSERT INTO orders (customer_id, status, total_cents, created_at)
SELECT 1 + floor(40000 * random() * random())::int,
       CASE WHEN n > 499000 THEN 'open' WHEN random() < 0.03 THEN 'returned' ELSE 'shipped' END,
       1000 + floor(90000 * random())::int, timestamptz '2024-06-01' + n * interval '2 minutes'
FROM generate_series(1, 500000) n;
INSERT INTO order_items (order_id, product_id, quantity, price_cents)
SELECT 1 + (n / 2), 1 + floor(8000 * random())::int, 1 + floor(3 * random())::int,
       500 + floor(20000 * random())::int
FROM generate_series(1, 999998) n;
INSERT INTO sessions (token, customer_id, expires_at, data)
SELECT md5(n::text), 1 + n % 40000, timestamptz '2026-11-01' + n * interval '30 seconds',
       jsonb_build_object('cart', n % 9, 'theme', 'dark')
FROM generate_series(1, 150000) n;
INSERT INTO audit_log (actor, action, at)
SELECT 'customer' || n % 40000, 'login', timestamptz '2026-01-01' + n * interval '1 minute'
FROM generate_series(1, 200000) n;
VACUUM ANALYZE;
