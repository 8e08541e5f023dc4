"""Drawing: from a study to the plain tables that figures draw, one room a subject."""
