"""`perfview info`: what a file is and how reading it went."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from perfview.cli.options import file_argument, no_cache

if TYPE_CHECKING:
    from perfview.engine.opened import Opened


@click.command(name="info", short_help="Print what a file holds and what was odd about it.")
@file_argument
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
@no_cache
def command(file: str, as_json: bool, use_cache: bool) -> int:
    """Print what a file holds and what was odd about it."""
    from perfview.cli.opening import read_file
    from perfview.cli.terminal import write

    opened = read_file(file, use_cache=use_cache, analyse=False)
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
    from perfview.engine.pillars import pillar
    from perfview.findings.quantities import duration, number, size

    word = pillar(opened.identity.kind).row_word
    source, report, identity = opened.source, opened.report, opened.identity
    packed = f", {source.compression}" if source.compression else ""
    content = f" ({size(source.content_size)} unpacked)" if source.compression else ""
    how = "from the cache" if opened.timing.from_cache else "from the file"
    facts = [
        ("Format", f"{identity.title} ({identity.format})"),
        ("Seen", identity.why),
        ("Size", f"{size(source.size)}{packed}{content if source.content_size else ''}"),
        (f"{word[:1].upper()}{word[1:]}s", number(report.rows)),
        ("Read", f"{duration(opened.timing.read_s * 1e9)}, {how}"),
    ]
    if not report.complete:
        of = f" of {size(report.total_bytes)}" if report.total_bytes else ""
        facts.append(("Broken off", f"good for {size(report.read_bytes)}{of}"))
    lines = [styled(plain(str(opened.path)), "heading")]
    lines += [f"  {label:<11}{plain(text)}" for label, text in facts]
    odd = oddities_text(opened) or "Nothing was odd about this file."
    return "\n".join([*lines, "", odd])
