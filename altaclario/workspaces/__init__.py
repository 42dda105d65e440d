"""Workspaces, who belongs to them in which role, and the one door to what is theirs."""
