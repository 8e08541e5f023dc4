"""The study: a folder becomes a case, analyses and a report, by one path for all."""
