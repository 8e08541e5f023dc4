"""What to build, buy and agree: the market as a program, and the search for a plan."""
