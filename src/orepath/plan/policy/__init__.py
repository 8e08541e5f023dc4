"""Limits and duties somebody chose, one room a kind; the register lists them."""
