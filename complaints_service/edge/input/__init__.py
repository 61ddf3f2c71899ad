"""How what comes from outside is read: addresses, forms, JSON; the one place for numbers and days."""
