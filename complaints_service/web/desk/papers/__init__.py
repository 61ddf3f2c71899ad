"""Papers of a ticket on the desk: made by a button, opened as a document."""
