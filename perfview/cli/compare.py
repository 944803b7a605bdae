"""`perfview compare`: what changed from one recording to another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from perfview.cli.options import as_kind, no_cache, sample_type

if TYPE_CHECKING:
    from perfview.engine.opened import Opened
    from perfview.findings.comparison import Comparison

ROWS = 20
ROWS_FOR_PROGRAMS = 1000


@click.command(name="compare", short_help="Say what changed from one recording to another.")
@click.argument("before", type=click.Path())
@click.argument("after", type=click.Path())
@click.option("--json", "form", flag_value="json", help="Print the comparison for programs.")
@click.option("--markdown", "form", flag_value="markdown", help="Print it as Markdown.")
@click.option(
    "--normalise/--absolute",
    "normalise",
    default=None,
    help="Compare shares of all that was recorded, or the numbers as they are. Without either, "
    "shares when most of a recording grew or shrank by one factor, as a longer recording does.",
)
@sample_type
@click.option(
    "--limit",
    type=click.IntRange(0),
    metavar="N",
    help=f"Rows to print, {ROWS} unless told ({ROWS_FOR_PROGRAMS:,} with --json); 0 for all.",
)
@click.option(
    "--fail-on",
    type=click.FloatRange(0),
    metavar="PERCENT",
    help="Exit with 1 when AFTER has more than PERCENT more than BEFORE all in all, beyond noise. "
    "Compares numbers as they are; with --normalise, points that something’s own share grew.",
)
@as_kind
@no_cache
def command(
    before: str,
    after: str,
    form: str | None,
    normalise: bool | None,
    sample_type: str,
    limit: int | None,
    fail_on: float | None,
    kind: str,
    use_cache: bool,
) -> int:
    """Say what changed from one recording (BEFORE) to another of the same program (AFTER).

    Every change of sampled numbers comes with how far it may be off, and says when it is within
    noise. Heaps are compared object by object where both are of one process, else class by class;
    --sample-type retained_bytes or count puts other classes first than self_bytes does. Builds are
    compared by package, or with --sample-type by modules, chunks or files; --fail-on is then about
    the JavaScript that loads at start.
    """
    from perfview.cli.opening import answering, read_file
    from perfview.cli.terminal import write
    from perfview.engine.comparing import compare, grows_by
    from perfview.findings.comparison import Comparing

    if normalise is None and fail_on is not None:
        normalise = False
    if limit is None:
        limit = ROWS_FOR_PROGRAMS if form == "json" else ROWS
    kind = kind or _common_kind(before, after)
    old, new = (
        read_file(file, use_cache=use_cache, kind=kind, analyse=False) for file in (before, after)
    )
    with answering():
        comparison = compare(old, new, Comparing(sample_type, normalise, limit))
    write(_printed(old, new, comparison, form))
    return 1 if fail_on is not None and grows_by(comparison) * 100 > fail_on else 0


def _common_kind(*files: str) -> str:
    """The kind as which both can be compared, "" where each can only be one thing."""
    from perfview.cli.unreadable import naming
    from perfview.engine.comparing import common_kind
    from perfview.engine.identify import identify
    from perfview.recording.source import Source

    identities = []
    for file in files:
        with naming(file), Source(file) as source:
            identities.append(identify(source).identity)
    return common_kind(*identities)


def _printed(before: Opened, after: Opened, comparison: Comparison, form: str | None) -> str:
    if form == "json":
        from perfview.engine.comparing import comparison_json

        return comparison_json(before, after, comparison)
    if form == "markdown":
        from perfview.engine.comparing import comparison_markdown

        return comparison_markdown(before, after, comparison)
    from perfview.cli.comparison_text import comparison_text

    return comparison_text(before, after, comparison)
