"""Who did what and when: notes that are only ever added, each sealed to the one before it."""
