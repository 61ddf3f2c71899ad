"""The bots: clients of the service's API. They keep no state and know only its settings."""
