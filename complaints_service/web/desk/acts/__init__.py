"""The forms of acts on a ticket."""
