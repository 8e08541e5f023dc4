"""The study: a folder becomes a case, analyses and a report, on the one path every face takes."""
