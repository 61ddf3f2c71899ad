"""What the rulebook holds: frozen, checked, by what it is about."""
