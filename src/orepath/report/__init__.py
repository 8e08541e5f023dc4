"""What a reader sees: figures, pages and workbooks made from plain tables."""
