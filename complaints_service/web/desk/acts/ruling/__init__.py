"""The pages of acts that say how time and targets count."""
