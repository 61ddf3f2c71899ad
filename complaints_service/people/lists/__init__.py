"""What lists of people are read by: worksheets, numbers of civil servants, whom a row means."""
