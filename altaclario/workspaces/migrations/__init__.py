"""Migrations of workspaces; squashed until the first release."""
