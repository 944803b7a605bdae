-- A web shop. What it lacks is what the sample shows: indexes behind its foreign keys, and more.
CREATE TABLE customers (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  email text NOT NULL UNIQUE,
  name text NOT NULL,
  country text NOT NULL,
  created_at timestamptz NOT NULL
);
CREATE TABLE products (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  sku text NOT NULL UNIQUE,
  name text NOT NULL,
  price_cents int NOT NULL,
  stock int NOT NULL
);
CREATE TABLE orders (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  customer_id bigint NOT NULL REFERENCES customers,
  status text NOT NULL,
  total_cents int NOT NULL,
  created_at timestamptz NOT NULL
);
CREATE TABLE order_items (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  order_id bigint NOT NULL REFERENCES orders,
  product_id bigint NOT NULL REFERENCES products,
  quantity int NOT NULL,
  price_cents int NOT NULL
);
CREATE INDEX order_items_order_id_idx ON order_items (order_id);
CREATE TABLE sessions (
  token text PRIMARY KEY,
  customer_id bigint REFERENCES customers,
  expires_at timestamptz NOT NULL,
  data jsonb NOT NULL
);
CREATE TABLE audit_log (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  actor text NOT NULL,
  action text NOT NULL,
  at timestamptz NOT NULL
);
