"""Acts that end the handling, judge it, or begin it again."""
