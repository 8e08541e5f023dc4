"""Building a running case for any country from the library alone, a noun a room."""
