"""How far the office has come with using the system."""
