"""The pages of acts that end the handling, or begin it again."""
