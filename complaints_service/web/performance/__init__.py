"""What every page of performance shares: an indicator as a row, tabs, person and period."""
