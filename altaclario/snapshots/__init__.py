"""What one connection knows at one moment: frozen columns, and the memory that holds them."""
