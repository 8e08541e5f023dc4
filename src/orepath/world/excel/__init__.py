"""A case as an Excel workbook, out and back."""
