"""The statements that a user runs on a server for PerfView, as they ship."""

from __future__ import annotations

from perfview.recording.bundled import bundled

SCRIPTS = {"postgres": "statistics-postgres.sql", "mysql": "statistics-mysql.sql"}
"""Scripts that export statistics, by dialect."""


def statistics_script(dialect: str) -> str:
    """The script that exports the statistics of a database. Raises KeyError for a dialect that has
    none."""
    return bundled("queries", SCRIPTS[dialect]).read_text(encoding="utf-8")
