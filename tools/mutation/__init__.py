"""Small faults put into the engine one by one."""
