"""`perfview identify`: what a file is, judged by its content."""

from __future__ import annotations

import click

from perfview.cli.options import file_argument


@click.command(name="identify", short_help="Say what a file is, by its content.")
@file_argument
@click.option("--json", "as_json", is_flag=True, help="Print it as JSON.")
def command(file: str, as_json: bool) -> int:
    """Say what a file is, judged by its content and never by its name."""
    import json

    from perfview.cli.terminal import plain, write
    from perfview.cli.unreadable import naming
    from perfview.engine.identify import identify
    from perfview.recording.source import Source

    with naming(file), Source(file) as source:
        identity = identify(source).identity
    if as_json:
        told = {"kind": identity.kind, "format": identity.format, "title": identity.title}
        write(
            json.dumps(
                told
                | {
                    "also": list(identity.also),
                    "compression": source.compression,
                    "why": identity.why,
                },
                indent=2,
            )
        )
        return 0
    packed = f", {source.compression}" if source.compression else ""
    also = f" (also {', '.join(identity.also)})" if identity.also else ""
    write(
        plain(f"{identity.kind}/{identity.format}{packed}{also}\n{identity.title}: {identity.why}")
    )
    return 0
