"""What is said and asked in a chat, on any route."""
