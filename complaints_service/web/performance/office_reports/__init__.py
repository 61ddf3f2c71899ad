"""Pages of the office's reports: the catalogue, one on the screen and as files, its rows, what was issued."""
