"""Logs of PostgreSQL: what the readers of its forms share."""
