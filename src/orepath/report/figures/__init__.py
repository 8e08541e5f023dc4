"""Draw each figure once, for the report, the notebook and the web alike.

Every figure function returns an :class:`orepath.report.figures.picture.Picture`.
"""
