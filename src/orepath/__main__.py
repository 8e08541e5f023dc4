"""Run Orepath as ``python -m orepath``."""

from orepath.cli.app import main

if __name__ == "__main__":
    main()
