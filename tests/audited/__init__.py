"""Every address that takes a POST: a real request that succeeds and is noted once, or the reason why it is not."""
