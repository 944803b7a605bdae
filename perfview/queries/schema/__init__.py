"""What a database holds: tables, columns, indexes, statistics, from DDL and exports."""
