"""`docs/command-line.md`, made of the commands: ``python -m perfview.cli.reference``."""

from __future__ import annotations

import click

from perfview.cli import COMMANDS
from perfview.cli.group import perfview

_OPENING = """# The command line

Made from `--help` by `python -m perfview.cli.reference > docs/command-line.md`; a test holds it to
what the commands say.

| exit code | meaning |
|---|---|
| 0 | fine |
| 1 | findings at or above `--fail-on` (`analyze`), growth beyond it (`compare`) |
| 2 | wrong usage |
| 3 | unreadable input |
| 130 | interrupted |

Progress goes to standard error, and only when that is a terminal. `NO_COLOR` turns colour off.
`PERFVIEW_CACHE_DIR` and `PERFVIEW_CONFIG_DIR` move the cache and the settings. Limits take values
with units: `500ms`, `2s`, `300kB`, `5%`.
"""


def reference() -> str:
    """The whole page, as Markdown."""
    names = ["-h", "--help"]
    parent = click.Context(perfview, info_name="perfview", help_option_names=names)
    sections = [_OPENING]
    for name in COMMANDS:
        command = perfview.get_command(parent, name)
        assert command is not None
        context = click.Context(command, parent, name, terminal_width=80)
        sections.append(f"## perfview {name}\n\n```\n{command.get_help(context)}\n```\n")
    return "\n".join(sections)


if __name__ == "__main__":
    print(reference(), end="")
