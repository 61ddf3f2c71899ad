"""Which category a text may be of: proposed while one types, with how sure that is and by which words.

It never decides: what is sent is what the citizen chose. `teaching` alone needs scikit-learn, and only the
job calls it; what was learned is a table of numbers that `suggester` reads without it.
"""
