"""What each table of a case holds, one room a subject."""
