"""The tables a reader sees, one room a subject."""
