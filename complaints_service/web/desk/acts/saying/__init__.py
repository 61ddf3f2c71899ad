"""The pages of acts that say something."""
