"""What the office's people say about the pages they work on, and what the administrators answered."""
