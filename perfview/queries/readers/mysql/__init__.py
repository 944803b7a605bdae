"""What MySQL and MariaDB write down of statements."""
