"""The filter language on the command line."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from perfview.engine.opened import Opened

F = TypeVar("F", bound=Callable[..., Any])

_HELP = (
    "Only rows that match: words, key=value, duration>250ms, name~REGEX, with not, or and brackets."
)


def where(function: F) -> F:
    """The option that keeps only some rows; the command gets its text as `where`."""
    return click.option("--where", default="", metavar="FILTER", help=_HELP)(function)


def rows_where(opened: Opened, table: str, text: str) -> NDArray[np.int64]:
    """The rows of a table that a filter keeps. Raises BadParameter saying where it makes no sense,
    and for a table that cannot be filtered."""
    import numpy as np

    from perfview.engine.pillars import pillar
    from perfview.filtering.grammar import FilterError, parse

    filters = pillar(opened.identity.kind).filterable()
    if table not in filters:
        known = ", ".join(filters) or "no table"
        raise click.BadParameter(
            f"“{table}” cannot be filtered, {known} can.", param_hint="--where"
        )
    try:
        return np.flatnonzero(filters[table](opened.study, parse(text)))
    except FilterError as error:
        place = f"{text}\n{' ' * error.at}^"
        raise click.BadParameter(f"{error.why}:\n\n{place}", param_hint="--where") from error
