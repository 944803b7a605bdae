"""Whose SQL a text is."""

from __future__ import annotations

from collections.abc import Iterable


def guess(texts: Iterable[str]) -> str:
    """One of `DIALECTS` by marks that only one of them has (backticks, ``$1``, ``::``, ``[x]``,
    ``TOP``, ``ROWNUM``, ``PRAGMA``); ``postgres`` where nothing tells, as it is the nearest to the
    standard."""
    raise NotImplementedError


def dialect_of_system(system: str) -> str:
    """A dialect for OpenTelemetry's ``db.system`` (``postgresql``, ``mariadb``), "" if it has no
    SQL."""
    raise NotImplementedError
