"""Beside the answer box: templates, what is half written, and the next ticket of the list."""
