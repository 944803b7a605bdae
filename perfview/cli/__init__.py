"""The command line: one file per subcommand, the engine imported only when a command runs."""

COMMANDS = (
    "open",
    "analyze",
    "compare",
    "info",
    "identify",
    "screenshot",
    "export",
    "what-if",
    "why",
    "statistics",
    "detectors",
    "cache",
)
"""Subcommands in the order of ``--help``; each is a module here with a `command`
(hyphens are underscores there)."""
