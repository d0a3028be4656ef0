"""Where a day comes from: files, samples, the generator; and what happens if it changes."""
