"""Commands that print how fast and how well; nothing here is a test."""
