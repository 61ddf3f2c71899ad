"""Whether the service still does what nobody watches: a last success for each of its parts, and an age."""
