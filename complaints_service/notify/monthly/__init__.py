"""The letter of each month: who wants it, agreed to by the owner of the address, stopped by one press."""
