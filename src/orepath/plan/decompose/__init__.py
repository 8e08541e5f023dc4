"""Decomposition solves a large program as a small one above many independent parts."""
