"""Rules are what physics and contracts demand, one room a noun."""
