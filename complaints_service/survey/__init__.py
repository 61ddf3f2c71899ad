"""How satisfied a citizen is with one complaint."""
