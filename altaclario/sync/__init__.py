"""From a credential to a snapshot in memory."""
