"""`perfview why`: what keeps an object alive, or a module in a bundle, and how it would go."""

from __future__ import annotations

import click

from perfview.cli.options import as_kind, file_argument, no_cache


@click.command(name="why", short_help="Say what keeps an object alive or a module in a bundle.")
@file_argument
@click.argument("wanted", metavar="OBJECT")
@click.option(
    "--paths",
    type=click.IntRange(1, 1000),
    default=3,
    show_default=True,
    metavar="N",
    help="How many ways to it are shown.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the answer for programs.")
@as_kind
@no_cache
def command(file: str, wanted: str, paths: int, as_json: bool, kind: str, use_cache: bool) -> int:
    """Say why an object of a heap snapshot is alive, or why a module is in a bundle.

    Of a bundle, OBJECT is a module, a folder or a package, by its path or any part of it that is
    unique; the ways of imports to it are told, and the import without which it would not load at
    start. Of a heap, OBJECT is an id as tools show it (@88213), a class (Session) or what a
    property leads to (EventBus.listeners). Of several objects the ways to them are merged.
    """
    from perfview.cli.opening import answering, read_file
    from perfview.cli.terminal import write
    from perfview.engine.pillars import pillar

    opened = read_file(file, use_cache=use_cache, analyse=False, kind=kind)
    with answering():
        found = pillar(opened.identity.kind).reasons(opened.study, wanted, paths)
    if as_json:
        from perfview.engine.presence_report import reasons_json

        write(reasons_json(opened, found))
    else:
        from perfview.cli.presence_text import reasons_text

        write(reasons_text(found))
    return 0
