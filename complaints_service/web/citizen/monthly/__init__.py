"""The letter of each month, as people ask for it, agree to it and stop it."""
