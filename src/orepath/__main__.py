"""Run Orepath as ``python -m orepath``."""

from orepath.cli import main

if __name__ == "__main__":
    main()
