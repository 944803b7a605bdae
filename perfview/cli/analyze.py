"""`perfview analyze`: why is it slow, and what to do about it, in text, JSON or Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from perfview.cli.options import (
    as_kind,
    checked,
    file_argument,
    given,
    no_cache,
    raw_clocks,
    read_thresholds,
    sample_type,
)

if TYPE_CHECKING:
    from perfview.engine.opened import Opened

FORMATS = ("text", "json", "markdown")
SEVERITIES = ("critical", "warning", "info")


@click.command(name="analyze", short_help="Say why a recording is slow and what to do.")
@file_argument
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default="text",
    show_default=True,
    help="How to print the analysis.",
)
@click.option("--json", "form", flag_value="json", help="Short for --format json.")
@click.option("--markdown", "form", flag_value="markdown", help="Short for --format markdown.")
@click.option(
    "--fail-on",
    type=click.Choice(SEVERITIES),
    help="Exit with 1 when a finding is at least this severe.",
)
@click.option(
    "--threshold",
    "thresholds",
    multiple=True,
    metavar="NAME=VALUE",
    help="Move a limit, e.g. slow-query.duration=200ms, or say what to keep to: latencyP95=300ms, "
    "throughput=50, errorRate=1%, maxSize=300 (kB), maxChunks=40; repeatable. "
    "“perfview detectors” lists them all.",
)
@click.option(
    "--baseline",
    type=click.Path(),
    metavar="BASE",
    help="A recording of the same program from before: say what has got worse since.",
)
@click.option(
    "--target",
    "between",
    type=click.Path(),
    multiple=True,
    metavar="TARGET",
    help="A heap snapshot taken between BASE and this one; repeatable, in the order taken.",
)
@given
@checked
@sample_type
@as_kind
@no_cache
@raw_clocks
def command(
    file: str,
    form: str,
    fail_on: str | None,
    thresholds: tuple[str, ...],
    baseline: str | None,
    between: tuple[str, ...],
    given: tuple[str, ...],
    connection: str,
    sample_type: str,
    kind: str,
    use_cache: bool,
    raw_clocks: bool,
) -> int:
    """Say why a recording is slow, big or leaking and what to do about it, best first.

    FILE may be a folder into which a bundler built, or an archive with a bundler's stats and what
    it built.
    """
    from perfview.cli.opening import read_file
    from perfview.cli.terminal import write

    moved = read_thresholds(thresholds)
    opened = read_file(
        file,
        use_cache=use_cache,
        raw_clocks=raw_clocks,
        kind=kind,
        sample_type=sample_type,
        baseline=baseline,
        between=between,
        given=given,
        connection=connection,
        thresholds=moved,
        analysed=lambda opened: write(_printed(_fitting(opened), form)),
    )
    return 1 if fail_on and _is_as_severe(opened, fail_on) else 0


def _fitting(opened: Opened) -> Opened:
    """The same, if it can be held against what it is held against. Raises UnanswerableError."""
    from perfview.findings.forecast import UnanswerableError

    for option in ("baseline", "target"):
        odd = opened.report.find(f"unfit-{option}")
        if odd is not None:
            raise UnanswerableError(odd.detail, f"--{option}")
    return opened


def _printed(opened: Opened, form: str) -> str:
    if form == "json":
        from perfview.engine.report import analysis_json

        return analysis_json(opened)
    if form == "markdown":
        from perfview.engine.report import analysis_markdown

        return analysis_markdown(opened)
    from perfview.cli.analysis_text import analysis_text

    return analysis_text(opened)


def _is_as_severe(opened: Opened, limit: str) -> bool:
    from perfview.findings.finding import Severity

    least = Severity(limit).rank
    return any(finding.severity.rank >= least for finding in opened.findings)
