"""Data kept: append-only versions of what was accepted, and the audit of who did what."""
