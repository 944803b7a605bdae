-- What PerfView needs to know of a MySQL or MariaDB database to advise on indexes: its tables,
-- columns, indexes and foreign keys, and what the server's planner knows of them.
--
--   mysql --batch --raw --skip-column-names DATABASE < statistics-mysql.sql > stats.json
--
-- Then: perfview analyze slow.log --stats stats.json, or leave stats.json beside the log.
--
-- It only reads information_schema, which every user may. MySQL 5.7 to 9, MariaDB 10.2 and later.
--
-- PRIVACY: histograms (MySQL 8, where ANALYZE TABLE … UPDATE HISTOGRAM was run) ARE DATA OF YOUR
-- TABLES. To leave them out:
--
--   mysql --init-command="SET @perfview_values = 'off'" --batch --raw --skip-column-names …

SET NAMES utf8mb4;
SELECT '{"perfview_statistics": 1, "server": "mysql",';
SELECT CONCAT('"version": ', JSON_QUOTE(VERSION()), ', "database": ', JSON_QUOTE(DATABASE()), ',');
SELECT CONCAT('"settings": ', JSON_OBJECT(
    'server_version', VERSION(),
    'innodb_buffer_pool_size', CONCAT(@@innodb_buffer_pool_size, ''),
    'lower_case_table_names', CONCAT(@@lower_case_table_names, ''),
    'sort_buffer_size', CONCAT(@@sort_buffer_size, '')
  ), ',');

SELECT '"tables": [';
SELECT CONCAT(JSON_OBJECT(
    'name', TABLE_NAME,
    'kind', CASE TABLE_TYPE WHEN 'VIEW' THEN 'view' ELSE 'table' END,
    'engine', ENGINE,
    'rows', TABLE_ROWS,
    'bytes', DATA_LENGTH,
    'index_bytes', INDEX_LENGTH
  ), ',')
FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE();
SELECT 'null], "columns": [';
SELECT CONCAT(JSON_OBJECT(
    'table', TABLE_NAME,
    'name', COLUMN_NAME,
    'place', ORDINAL_POSITION,
    'type', COLUMN_TYPE,
    'nullable', IS_NULLABLE,
    'extra', EXTRA
  ), ',')
FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = DATABASE();
SELECT 'null], "index_columns": [';
SELECT CONCAT(JSON_OBJECT(
    'table', TABLE_NAME,
    'index', INDEX_NAME,
    'place', SEQ_IN_INDEX,
    'column', COLUMN_NAME,
    'not_unique', NON_UNIQUE,
    'distinct', CARDINALITY,
    'order', COLLATION,
    'method', INDEX_TYPE
    /*!80013 , 'expression', EXPRESSION */
  ), ',')
FROM information_schema.STATISTICS WHERE TABLE_SCHEMA = DATABASE();
SELECT 'null], "key_columns": [';
SELECT CONCAT(JSON_OBJECT(
    'name', CONSTRAINT_NAME,
    'table', TABLE_NAME,
    'place', ORDINAL_POSITION,
    'column', COLUMN_NAME,
    'target', REFERENCED_TABLE_NAME,
    'target_column', REFERENCED_COLUMN_NAME
  ), ',')
FROM information_schema.KEY_COLUMN_USAGE
WHERE TABLE_SCHEMA = DATABASE() AND REFERENCED_TABLE_NAME IS NOT NULL;
SELECT 'null], "histograms": [';
/*!80003 SELECT CONCAT(JSON_OBJECT(
    'table', TABLE_NAME, 'column', COLUMN_NAME, 'histogram', HISTOGRAM
  ), ',')
FROM information_schema.COLUMN_STATISTICS
WHERE SCHEMA_NAME = DATABASE() AND COALESCE(@perfview_values, 'on') <> 'off' */;
SELECT 'null]}';
