"""What follows from the verdicts: gaps, regions, projects, what is due, what if."""
