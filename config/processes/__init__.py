"""Settings of the processes beside the service."""
