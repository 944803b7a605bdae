"""Where PerfView starts, from a shell, a desktop file or an installer.

Opening the window goes round click altogether, because every import delays the first picture.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence

from perfview.cli import COMMANDS


def main(arguments: Sequence[str] | None = None) -> int:
    """Run PerfView with these arguments (of the process when None); returns the exit code.

    Exit codes: 0 fine, 1 findings or growth beyond ``--fail-on``, 2 wrong usage, 3 unreadable
    input, 130 interrupted.
    """
    given = list(sys.argv[1:] if arguments is None else arguments)
    files = _only_files(given)
    try:
        if files is not None:
            from perfview.cli.opening import open_window

            return open_window(files)
        from perfview.cli.group import run

        return run(given)
    except KeyboardInterrupt:
        print("Interrupted.", file=sys.stderr)
        return 130


def _only_files(given: list[str]) -> list[str] | None:
    """The files to open when the arguments ask for nothing but the window, else None."""
    if given == ["--sample"]:
        from perfview.cli.opening import sample_path

        return [str(sample_path())]
    opening = given[:1] == ["open"]
    files = given[1:] if opening else given
    if any(file.startswith("-") for file in files):
        return None
    if opening:
        return files
    command = bool(given) and given[0] in COMMANDS
    return files if not command and all(map(os.path.exists, files)) else None


if __name__ == "__main__":
    sys.exit(main())
