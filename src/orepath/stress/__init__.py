"""Whether a plan holds when the world breaks: shocks, trials and past events."""
