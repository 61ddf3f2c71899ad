"""What of tickets others than their citizen and the office may be told: one rule, asked in every query."""
