"""Plans as MySQL and MariaDB write them."""
