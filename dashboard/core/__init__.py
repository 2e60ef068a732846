"""What the numbers mean: pure rules, without files, clock, database, chart or page."""
