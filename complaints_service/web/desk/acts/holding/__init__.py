"""The pages of acts that say who has the ticket."""
