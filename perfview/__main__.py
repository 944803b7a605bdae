"""`python -m perfview`: the same as the `perfview` command."""

import sys

from perfview.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
