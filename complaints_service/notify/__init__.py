"""Who hears of a complaint, by which route, and what waits to be sent."""
