"""Literals taken out of statements, so that a report can be given away."""

from __future__ import annotations


def masked(text: str, dialect: str = "") -> str:
    """The statement with every literal and parameter as ``?``: what every export holds by default.
    Also for texts that cannot be parsed or were cut (an open quote masks all behind it)."""
    raise NotImplementedError


def masked_message(text: str) -> str:
    """A server's message, plan condition or detail with quoted values and numbers as ``?``, names
    in double quotes left."""
    raise NotImplementedError
