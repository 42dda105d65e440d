"""Azure DevOps Services: `client` knows addresses, pages and limits, `columns` what the answers mean."""
