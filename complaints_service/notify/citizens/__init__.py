"""Subscriptions of citizens, and the links that keep or end them."""
