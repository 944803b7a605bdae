"""`perfview cache`: recordings whose columns are kept, and clearing them."""

from __future__ import annotations

import click


@click.command(name="cache", short_help="Show or clear what is kept to open files at once.")
@click.option("--clear", is_flag=True, help="Remove everything that is kept.")
def command(clear: bool) -> int:
    """Show which recordings open at once because their columns are kept on disk."""
    import time

    from perfview.cli.terminal import plain, styled, write
    from perfview.engine.cache import ColumnCache
    from perfview.findings.quantities import plural, size

    cache = ColumnCache()
    if clear:
        count, freed = len(cache.entries()), cache.clear()
        write(f"Removed {plural(count, 'recording')}, {size(freed)}.")
        return 0
    entries = cache.entries()
    for entry in entries:
        used = time.strftime("%Y-%m-%d %H:%M", time.localtime(entry.last_used))
        write(plain(f"{size(entry.size):>8}  {used}  {entry.format:<14}  {entry.file}"))
    total = size(sum(entry.size for entry in entries))
    bound = size(cache.limit())
    words = f"{plural(len(entries), 'recording')}, {total} of at most {bound} in {cache.folder}"
    write(styled(plain(words), "faint"))
    return 0
