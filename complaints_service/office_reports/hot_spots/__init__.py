"""Places from which more came than chance explains: the rule, and the table of a report."""
