"""Pure: a result becomes what is drawn, and the table beside it."""
