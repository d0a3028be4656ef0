"""How long it takes to read a day."""
