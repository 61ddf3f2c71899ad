"""Who hears of what happens to a ticket."""
