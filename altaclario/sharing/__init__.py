"""Share links: one dashboard, seen without an account."""
