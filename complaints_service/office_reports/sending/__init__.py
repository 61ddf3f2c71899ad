"""Who gets a report of the office each month, and how it is sent to them."""
