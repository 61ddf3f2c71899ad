"""The acts on their pages: one module each holds its words and the controls of its form."""
