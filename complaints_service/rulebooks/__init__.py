"""What the office decides, as the database keeps it: the draft that pages write, and what was released."""
