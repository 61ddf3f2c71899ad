"""The counter: reports that the office writes down for citizens, their slips, and new links for lost ones."""
