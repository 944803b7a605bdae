"""Start PerfView from a checkout: ``python main.py FILE``. Also the installers' entry."""

from __future__ import annotations

import sys

from perfview.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
