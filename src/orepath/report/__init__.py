"""Show what was found: figures, tables, one page, one workbook.

This wing takes plain polars tables and small frozen records and knows no method.
"""
