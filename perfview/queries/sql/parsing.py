"""Statements as trees, by sqlglot, each text once."""

from __future__ import annotations

from sqlglot import exp


def parsed(text: str, dialect: str) -> exp.Expression | None:
    """The tree of one statement; None where it cannot be parsed. Placeholders of every kind become
    ``:p`` first (sqlglot 30 fails at ``VALUES($1,$2)`` and ``?::int``); comments are left out.
    Never logs, never raises, bounded for texts of any length and depth (a text over 1 MB and one
    nested deeper than 200 are not parsed).
    """
    raise NotImplementedError


def written(tree: exp.Expression, dialect: str, pretty: bool = True) -> str:
    """A tree as SQL of its dialect, placeholders as ``?`` or the dialect's own."""
    raise NotImplementedError
