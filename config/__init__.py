"""Settings from the environment and the rulebook from files: what an office decides, told in one place."""
