"""Tools without a subject: units, axes, tables, money, sampling and workers."""
