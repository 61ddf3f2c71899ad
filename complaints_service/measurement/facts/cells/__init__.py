"""Facts added up: what happened in a month, by whom and where it is told; kept for changed tickets alone."""
