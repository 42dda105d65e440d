"""What the templates of the dashboards can write."""
