"""How the files of the rulebook are read: which tables and keys there are, and what may stand in them."""
