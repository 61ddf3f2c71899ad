"""Signing in at the city's own provider (OpenID Connect): the talk with it, and whose accounts it opens."""
