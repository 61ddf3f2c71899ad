"""What is worth a look in how reports were worked on: signs, not verdicts, part of no figure of a person."""
