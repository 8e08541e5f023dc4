"""A venture as a workbook that reckons for itself: terms, cash by year, who gets it."""
