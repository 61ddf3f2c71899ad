"""The door of chat routes."""
