"""Open311 GeoReport v2: other cities' programs hand reports in, and follow what may be known of all."""
