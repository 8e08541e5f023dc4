"""The subject as a case: every input checked, joined, calibrated and frozen."""
