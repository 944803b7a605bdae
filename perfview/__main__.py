"""`python -m perfview`: the same as the `perfview` command."""

from perfview.cli.main import main

if __name__ == "__main__":
    main()
