"""Reports over long spans with every ticket as a row: ordered, made by the worker, fetched within a week."""
