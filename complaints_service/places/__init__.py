"""Where a report is: one value, the outlines it lies in, the street map, and points in what people paste."""
