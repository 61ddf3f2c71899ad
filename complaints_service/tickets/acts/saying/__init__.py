"""Acts that say something: to the citizen, by the citizen, to the office alone; and what counts as said."""
