"""What the worker's longest pieces of work take."""
