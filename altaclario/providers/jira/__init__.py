"""Jira Cloud: `client` knows addresses, pages and limits, `columns` what the answers mean."""
