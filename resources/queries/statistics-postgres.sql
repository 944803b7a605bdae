-- What PerfView needs to know of a PostgreSQL database to advise on indexes: its tables, columns,
-- indexes and foreign keys, and what the server's planner knows of them (pg_stats).
--
--   psql -X -At -f statistics-postgres.sql DATABASE > stats.json
--
-- Then: perfview analyze queries.log --stats stats.json, or leave stats.json beside the log.
--
-- It only reads, in one read-only transaction, from catalog views that every user may read, and
-- takes no lock that anybody waits for. PostgreSQL 10 to 17; for a table that the user may not
-- select from the server does not tell the statistics of its columns.
--
-- PRIVACY: the most common values and the bounds of histograms ARE DATA OF YOUR TABLES (mail
-- addresses, names, amounts). To leave them out, and keep only how often each occurs:
--
--   psql -X -At -v values=off -f statistics-postgres.sql DATABASE > stats.json

\set QUIET on
\set ON_ERROR_STOP on
\set values_wanted :values
\encoding UTF8
\pset format unaligned
\pset tuples_only on
\pset pager off

BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY;
SET LOCAL statement_timeout = '300s';
SET LOCAL lock_timeout = '5s';
SET LOCAL search_path = pg_catalog;

WITH RECURSIVE
relations AS (
  SELECT c.oid, n.nspname AS schema, c.relname AS name, c.relkind AS kind,
    c.reltuples::float8 AS rows, c.relpages::bigint AS pages, c.relallvisible AS visible_pages
  FROM pg_class c
  JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
    AND n.nspname NOT IN ('pg_catalog', 'information_schema')
    AND n.nspname NOT LIKE 'pg\_toast%'
    AND n.nspname NOT LIKE 'pg\_temp%'
    AND NOT EXISTS (SELECT FROM pg_depend d
      WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')
),
partitions AS (
  SELECT r.oid AS root, i.inhrelid AS part
  FROM relations r
  JOIN pg_inherits i ON i.inhparent = r.oid
  WHERE r.kind = 'p'
  UNION ALL
  SELECT p.root, i.inhrelid
  FROM partitions p
  JOIN pg_inherits i ON i.inhparent = p.part
),
activity AS (
  SELECT s.relid, s.n_tup_ins AS inserts, s.n_tup_upd AS updates, s.n_tup_del AS deletes,
    s.seq_scan AS sequential_scans, s.idx_scan AS index_scans,
    greatest(s.last_analyze, s.last_autoanalyze) AS analyzed
  FROM pg_stat_all_tables s
),
-- A partitioned table has neither rows nor activity of its own: they are those of its partitions.
sums AS (
  SELECT p.root, sum(greatest(c.reltuples, 0)::float8) AS rows, sum(c.relpages::bigint) AS pages,
    sum(c.relallvisible::bigint) AS visible_pages,
    sum(a.inserts) AS inserts, sum(a.updates) AS updates, sum(a.deletes) AS deletes,
    sum(a.sequential_scans) AS sequential_scans, sum(a.index_scans) AS index_scans,
    min(a.analyzed) AS analyzed
  FROM partitions p
  JOIN pg_class c ON c.oid = p.part AND c.relkind IN ('r', 'f')
  LEFT JOIN activity a ON a.relid = p.part
  GROUP BY p.root
),
columns AS (
  SELECT a.attrelid AS relation, json_agg(json_build_object(
      'name', a.attname,
      'type', format_type(CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE a.atttypid END,
        CASE WHEN t.typtype = 'd' THEN t.typtypmod ELSE a.atttypmod END),
      'written_type', format_type(a.atttypid, a.atttypmod),
      'nullable', NOT a.attnotnull,
      'generated', a.attidentity <> '' OR coalesce(to_jsonb(a) ->> 'attgenerated', '') <> ''
        OR coalesce(pg_get_expr(d.adbin, d.adrelid), '') LIKE 'nextval(%',
      'null_fraction', s.null_frac,
      'distinct', s.n_distinct,
      'width', s.avg_width,
      'common', CASE WHEN :'values_wanted' <> 'off' THEN s.most_common_vals::text END,
      'common_fractions', s.most_common_freqs,
      'histogram', CASE WHEN :'values_wanted' <> 'off' THEN s.histogram_bounds::text END,
      'correlation', s.correlation
    ) ORDER BY a.attnum) AS columns
  FROM pg_attribute a
  JOIN relations r ON r.oid = a.attrelid
  JOIN pg_type t ON t.oid = a.atttypid
  LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
  LEFT JOIN pg_stats s ON s.schemaname = r.schema AND s.tablename = r.name
    AND s.attname = a.attname AND s.inherited = (r.kind = 'p')
  WHERE a.attnum > 0 AND NOT a.attisdropped
  GROUP BY a.attrelid
),
tables AS (
  SELECT json_agg(json_build_object(
      'schema', r.schema,
      'name', r.name,
      'kind', CASE r.kind WHEN 'r' THEN 'table' WHEN 'p' THEN 'partitioned table'
        WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' ELSE 'foreign table' END,
      'rows', coalesce(s.rows, r.rows),
      'pages', coalesce(s.pages, r.pages),
      'visible_pages', coalesce(s.visible_pages, r.visible_pages),
      'definition', CASE WHEN r.kind = 'v' THEN pg_get_viewdef(r.oid) END,
      'inserts', coalesce(s.inserts, a.inserts),
      'updates', coalesce(s.updates, a.updates),
      'deletes', coalesce(s.deletes, a.deletes),
      'sequential_scans', coalesce(s.sequential_scans, a.sequential_scans),
      'index_scans', coalesce(s.index_scans, a.index_scans),
      'analyzed', coalesce(s.analyzed, a.analyzed),
      'columns', coalesce(c.columns, '[]'::json)
    ) ORDER BY r.schema, r.name) AS tables
  FROM relations r
  LEFT JOIN sums s ON s.root = r.oid
  LEFT JOIN activity a ON a.relid = r.oid
  LEFT JOIN columns c ON c.relation = r.oid
),
indexes AS (
  SELECT json_agg(json_build_object(
      'schema', r.schema,
      'table', r.name,
      'name', c.relname,
      'definition', pg_get_indexdef(i.indexrelid),
      'unique', i.indisunique,
      'primary', i.indisprimary,
      'valid', i.indisvalid,
      'bytes', c.relpages::bigint * current_setting('block_size')::bigint,
      'scans', s.idx_scan
    ) ORDER BY r.schema, r.name, c.relname) AS indexes
  FROM pg_index i
  JOIN relations r ON r.oid = i.indrelid
  JOIN pg_class c ON c.oid = i.indexrelid
  LEFT JOIN pg_stat_all_indexes s ON s.indexrelid = i.indexrelid
),
keys AS (
  SELECT json_agg(json_build_object(
      'name', k.conname,
      'schema', r.schema,
      'table', r.name,
      'columns', (SELECT json_agg(a.attname ORDER BY u.place)
        FROM unnest(k.conkey) WITH ORDINALITY AS u(number, place)
        JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.number),
      'target_schema', t.schema,
      'target', t.name,
      'target_columns', (SELECT json_agg(a.attname ORDER BY u.place)
        FROM unnest(k.confkey) WITH ORDINALITY AS u(number, place)
        JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = u.number)
    ) ORDER BY r.schema, r.name, k.conname) AS foreign_keys
  FROM pg_constraint k
  JOIN relations r ON r.oid = k.conrelid
  JOIN relations t ON t.oid = k.confrelid
  WHERE k.contype = 'f'
),
settings AS (
  SELECT json_object_agg(s.name, current_setting(s.name, true) ORDER BY s.name) AS settings
  FROM pg_settings s
  WHERE s.name IN (
      'seq_page_cost', 'random_page_cost', 'cpu_tuple_cost', 'cpu_index_tuple_cost',
      'cpu_operator_cost', 'parallel_setup_cost', 'parallel_tuple_cost', 'effective_cache_size',
      'shared_buffers', 'work_mem', 'hash_mem_multiplier', 'effective_io_concurrency',
      'default_statistics_target', 'max_parallel_workers_per_gather',
      'min_parallel_table_scan_size', 'min_parallel_index_scan_size', 'jit', 'jit_above_cost',
      'from_collapse_limit', 'join_collapse_limit', 'geqo_threshold', 'plan_cache_mode',
      'server_version', 'server_version_num', 'block_size')
    OR (s.name LIKE 'enable\_%' AND s.setting <> s.boot_val)
)
SELECT json_build_object(
    'perfview_statistics', 1,
    'server', 'postgres',
    'version', current_setting('server_version'),
    'database', current_database(),
    'taken', now(),
    'counted_since', (SELECT stats_reset FROM pg_stat_database WHERE datname = current_database()),
    'with_values', :'values_wanted' <> 'off',
    'extensions', (SELECT json_agg(extname ORDER BY extname) FROM pg_extension),
    'settings', (SELECT settings FROM settings),
    'tables', coalesce((SELECT tables FROM tables), '[]'::json),
    'indexes', coalesce((SELECT indexes FROM indexes), '[]'::json),
    'foreign_keys', coalesce((SELECT foreign_keys FROM keys), '[]'::json)
  );

ROLLBACK;
