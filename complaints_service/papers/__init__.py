"""Papers an office files of a ticket: the disposition slip and the letter of referral, numbered and kept."""
