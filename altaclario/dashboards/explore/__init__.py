"""The explore dashboard: one figure of choice, by what and over what one likes."""
