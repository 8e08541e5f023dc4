"""Appraise: what a project is worth, to whom, on which terms."""
