"""Regular meetings of a unit and dialogues of two, their minutes, and the actions agreed anywhere."""
