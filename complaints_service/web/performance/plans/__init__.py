"""Plans (SKP), goals and the matrix of roles."""
