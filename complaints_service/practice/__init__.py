"""Practice without consequences: an invented office of each person, behind the pages of the desk."""
