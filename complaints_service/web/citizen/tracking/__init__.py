"""The page of one's own report: where it stands, what one may do, and how one hears of it."""
