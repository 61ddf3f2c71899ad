"""How often what is told beyond chance is chance."""
