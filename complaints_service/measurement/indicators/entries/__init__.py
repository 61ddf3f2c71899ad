"""The indicators, one module for each family; `measures.py` finds them by their `ENTRIES`."""
