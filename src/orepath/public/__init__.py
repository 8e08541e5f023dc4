"""The functions of ``import orepath``, by noun; nothing heavy is loaded early."""
