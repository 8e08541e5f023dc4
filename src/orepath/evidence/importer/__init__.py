"""Publishers' own files become evidence, whole or not at all."""
