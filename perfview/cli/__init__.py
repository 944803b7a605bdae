"""The command line: one file per subcommand, the engine imported only when a command runs."""
