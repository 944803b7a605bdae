"""The command `perfview`: finds its subcommands by file and turns failures into exit codes."""

from __future__ import annotations

import difflib
import importlib
import os
import sys
from collections.abc import Sequence

import click

from perfview import __version__
from perfview.cli import COMMANDS
from perfview.cli.terminal import close_quietly, complain, prepare_streams
from perfview.recording.errors import Cancelled


class Subcommands(click.Group):
    """A group whose commands are imported when they are asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names, in the order of `COMMANDS`."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name, or None."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(
            f"perfview.cli.{cmd_name.replace('-', '_')}"
        ).command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or say which one was probably meant."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            near = difflib.get_close_matches(args[0], COMMANDS, n=2)
            hint = f"Did you mean “{near[0]}”?" if near else f"Commands: {', '.join(COMMANDS)}."
            ctx.fail(f"There is no command and no file “{args[0]}”. {hint}")
        return super().resolve_command(ctx, args)


@click.group(
    cls=Subcommands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="Without a command, perfview opens its window; with files, it opens them there.",
)
@click.version_option(
    __version__, "--version", prog_name="PerfView", message="%(prog)s %(version)s"
)
@click.pass_context
def perfview(context: click.Context) -> int:
    """Open a recording of slow, large or leaking software and see what to do about it."""
    if context.invoked_subcommand is None:
        from perfview.cli.opening import open_window

        return open_window([])
    return 0


def run(arguments: Sequence[str]) -> int:
    """Run the command line; returns the exit code and prints every failure as one message."""
    prepare_streams()
    given = list(arguments)
    if given and given[0] not in COMMANDS and os.path.exists(given[0]):
        given.insert(0, "open")
    try:
        code = perfview.main(given, prog_name="perfview", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (Cancelled, KeyboardInterrupt, click.Abort):
        complain("Interrupted.")
        return 130
    except (BrokenPipeError, SystemExit):
        # click leaves by SystemExit only when whoever read its output has gone.
        return 0
    except Exception as error:
        if os.environ.get("PERFVIEW_DEBUG"):
            raise
        complain(
            f"PerfView itself failed ({type(error).__name__}: {error}).",
            "Please report it; PERFVIEW_DEBUG=1 shows where it happened.",
        )
        return 3
    finally:
        for stream in (sys.stdout, sys.stderr):
            close_quietly(stream)
    return code if isinstance(code, int) else 0
