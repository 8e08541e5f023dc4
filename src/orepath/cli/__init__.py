"""The command line: what a reader types, and what the terminal answers."""
