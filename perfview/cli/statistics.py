"""`perfview statistics`: the script that exports what a database holds, for its owner to run."""

from __future__ import annotations

import click

SERVERS = ("postgres", "mysql")


@click.command(
    name="statistics", short_help="Print the script that exports a database's statistics."
)
@click.argument("server", type=click.Choice(SERVERS), default="postgres")
def command(server: str) -> int:
    """Print the SQL script that writes tables, indexes and statistics of a database to a file.

    PerfView does not run it. Read it, run it yourself, and give what it writes along with a log
    (--stats) or lay it beside: advice on indexes then knows how large tables are and how often
    values occur.

    \b
      perfview statistics postgres > statistics.sql
      psql -X -At -f statistics.sql shop > shop.stats.json
      perfview analyze postgresql.log --stats shop.stats.json
    """
    from perfview.cli.terminal import write
    from perfview.queries.schema.script import statistics_script

    write(statistics_script(server).rstrip("\n"))
    return 0
