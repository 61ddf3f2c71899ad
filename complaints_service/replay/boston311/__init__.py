"""A year of service requests of another city, replayed."""
