"""Acts that say who has the ticket: from the queue, to another holder, to an agency and back."""
