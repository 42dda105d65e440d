"""What one workspace holds is not visible to anybody outside it."""
