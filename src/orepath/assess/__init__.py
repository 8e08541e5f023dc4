"""Where a place is exposed: concentration, reliance, risk and contingency."""
