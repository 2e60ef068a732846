"""How the tables came to be: one file a step, applied once, under a lock."""
