"""What of tickets may be told to others than their citizen and the office: said in one rule, asked in every query."""
