"""`perfview info`: what a file is and how reading it went."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

import click

from perfview.cli.options import (
    as_kind,
    file_argument,
    given,
    no_cache,
    raw_clocks,
    sample_type,
)

if TYPE_CHECKING:
    from perfview.engine.opened import Opened

_WIDTH = 66
"""What is left of 80 columns beside the labels."""


@click.command(name="info", short_help="Print what a file holds and what was odd about it.")
@file_argument
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
@given
@sample_type
@as_kind
@no_cache
@raw_clocks
def command(
    file: str,
    as_json: bool,
    given: tuple[str, ...],
    sample_type: str,
    kind: str,
    use_cache: bool,
    raw_clocks: bool,
) -> int:
    """Print what a file holds and what was odd about it."""
    from perfview.cli.opening import read_file
    from perfview.cli.terminal import write

    opened = read_file(
        file,
        use_cache=use_cache,
        raw_clocks=raw_clocks,
        sample_type=sample_type,
        kind=kind,
        given=given,
        analyse=False,
    )
    if as_json:
        from perfview.engine.report import info_json

        write(info_json(opened))
    else:
        write(info_text(opened))
    return 0


def info_text(opened: Opened) -> str:
    """The import report for people."""
    from perfview.cli.analysis_text import oddities_text
    from perfview.cli.terminal import plain, styled
    from perfview.findings.quantities import duration, size

    source, report, identity = opened.source, opened.report, opened.identity
    packed = f", {source.compression}" if source.compression else ""
    content = source.content_size or report.total_bytes
    unpacked = f" ({size(content)} unpacked)" if packed and content else ""
    how = "from the cache" if opened.timing.from_cache else "from the file"
    facts = [
        ("Format", f"{identity.title} ({identity.format})"),
        ("Seen", identity.why),
        *_also(opened),
        ("Size", f"{size(source.on_disk)}{packed}{unpacked}"),
        ("Holds", _holds(opened)),
        *_recorded(opened),
        ("Read", f"{duration(opened.timing.read_s * 1e9)}, {how}"),
    ]
    if not report.complete:
        is_short = report.read_bytes < report.total_bytes
        good = f"good for {size(report.read_bytes)} of {size(report.total_bytes)}"
        facts.append(("Broken off", good if is_short else f"after {size(report.read_bytes)}"))
    lines = [styled(plain(str(opened.path)), "heading")]
    lines += [f"  {label:<11}{plain(text)}" for label, text in facts]
    odd = oddities_text(opened) or "Nothing was odd about this file."
    return "\n".join([*lines, "", odd])


def _also(opened: Opened) -> list[tuple[str, str]]:
    """What else the file can be opened as."""
    from perfview.engine.pillars import pillar

    kinds = opened.identity.also
    ways = [f"{pillar(kind).title} (--as {kind})" for kind in kinds]
    return [("Also", " and ".join(ways))] if ways else []


def _holds(opened: Opened) -> str:
    """`4,045 spans, 7 services and 1 that they call`: what is only known from others apart. Tables
    without rows are left out, unless all are."""
    from perfview.engine.report import inferred_rows, table_sizes

    inferred = inferred_rows(opened)
    sizes = table_sizes(opened)
    said = []
    for name, rows in sizes.items():
        if not rows and any(sizes.values()):
            continue
        beyond = inferred.get(name, 0)
        words = _counted(name, rows - beyond)
        called = "database or host" if beyond == 1 else "databases or hosts"
        said.append(f"{words} and {beyond} {called} they call" if beyond else words)
    return ", ".join(said)


def _recorded(opened: Opened) -> list[tuple[str, str]]:
    """What the recording is made of beyond its tables' rows, where there is such a thing."""
    from perfview.engine.report import facts_of

    words = ", ".join(fact.words for fact in facts_of(opened) if fact.words)
    lines = textwrap.wrap(words, _WIDTH)
    return [("" if i else "Recorded", line) for i, line in enumerate(lines)]


def _counted(table: str, rows: int) -> str:
    """`4,045 spans`; tables are named by the plural of their rows."""
    from perfview.findings.quantities import plural

    return plural(rows, table.removesuffix("s"), table)
