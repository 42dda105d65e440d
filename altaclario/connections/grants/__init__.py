"""What somebody allows at the maker of a tracker instead of typing a token: asked for, renewed, and how it is kept."""
