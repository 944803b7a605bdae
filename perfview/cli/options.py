"""Arguments and options that several commands share."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])

_WITH = (
    "A file that tells more: of a bundle a browser's coverage, the budgets of size-limit, "
    "bundlewatch or bundlesize, a lock file, or the folder of the built files; of queries a "
    "database's schema or statistics; repeatable."
)
_SCHEMA = "The tables of the database, as pg_dump -s or mysqldump --no-data write them; repeatable."
_STATS = (
    "Statistics of the database, as the script writes them that “perfview statistics” prints; "
    "repeatable."
)


def file_argument(function: F) -> F:
    """The recording a command is about; whether it can be read is the engine's to say."""
    return click.argument("file", type=click.Path())(function)


def no_cache(function: F) -> F:
    """Read the file anew and keep nothing."""
    words = "Read the file anew, and do not keep its columns for next time."
    return click.option("--no-cache", "use_cache", flag_value=False, default=True, help=words)(
        function
    )


def as_kind(function: F) -> F:
    """Open the file as one of the kinds it can be."""
    words = "Open the file as traces, profiles, heaps, bundles or queries, where it can be several."
    return click.option("--as", "kind", default="", metavar="KIND", help=words)(function)


def sample_type(function: F) -> F:
    """Look at a recording by one of several numbers it has."""
    words = "Which of several numbers to look at, as pprof’s alloc_space."
    return click.option("--sample-type", default="", metavar="NAME", help=words)(function)


def given(function: F) -> F:
    """Files that tell more of the one that is opened, by what they are or any of them by --with."""

    @wraps(function)
    def command(*args: Any, given: tuple[str, ...], **options: Any) -> Any:
        told = (*given, *options.pop("schema_files"), *options.pop("statistics_files"))
        return function(*args, given=told, **options)

    file: dict[str, Any] = {"type": click.Path(), "multiple": True, "metavar": "FILE"}
    for option in (
        click.option("--stats", "statistics_files", help=_STATS, **file),
        click.option("--schema", "schema_files", help=_SCHEMA, **file),
        click.option("--with", "given", help=_WITH, **file),
    ):
        command = option(command)
    return command  # type: ignore[return-value]


def checked(function: F) -> F:
    """A database that is asked about the advice."""
    words = (
        "Ask this PostgreSQL what its planner makes of the indexes advised, with HypoPG where it "
        "is installed, e.g. postgresql://reader@localhost/shop. Only EXPLAIN and hypothetical "
        "indexes are sent, in a read-only session, with values of the recording in them; to "
        "nobody else."
    )
    return click.option("--check", "connection", default="", metavar="ADDRESS", help=words)(
        function
    )


def raw_clocks(function: F) -> F:
    """Show times as recorded."""
    words = "Leave times as recorded, also where the clocks of services disagree."
    return click.option("--raw-clocks", is_flag=True, help=words)(function)


def read_thresholds(texts: Iterable[str]) -> dict[str, float]:
    """``detector.threshold=VALUE`` texts as values in the thresholds' units. Raises UsageError."""
    from perfview.engine.thresholds import WrongThresholdError, parse_threshold

    try:
        return {name: value for text in texts for name, value in parse_threshold(text).items()}
    except WrongThresholdError as error:
        raise click.BadParameter(str(error), param_hint="--threshold") from error


def choose(name: str, known: Iterable[str], option: str) -> str:
    """`name` when it is known. Raises UsageError naming what is near, or else everything."""
    import difflib

    names = list(known)
    if name in names:
        return name
    near = difflib.get_close_matches(name, names, n=2, cutoff=0.5)
    hint = f"Did you mean {' or '.join(near)}? " if near else ""
    everything = ", ".join(dict.fromkeys(names))
    if not name:
        raise click.BadParameter(f"Name one of: {everything}.", param_hint=option)
    raise click.BadParameter(
        f"There is no “{name}”. {hint}There are: {everything}.", param_hint=option
    )
