"""What is known: observations with their sources, and claims held against them."""
