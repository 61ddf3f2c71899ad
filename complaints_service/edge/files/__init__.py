"""Files on their way in and out: through the gate, into a form, and to what was said with them."""
