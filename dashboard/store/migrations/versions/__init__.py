"""The steps, oldest first; what a released step does to tables is never changed."""
