"""What is held of people ends in time and on request: the retention sweep, closing and erasing, and their rights."""
