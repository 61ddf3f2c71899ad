"""Pages of whoever answers what people ask of their own data (UU 27/2022)."""
