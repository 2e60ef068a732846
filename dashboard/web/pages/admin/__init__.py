"""What do administrators see to? People, sessions, the audit, settings and the self-check."""
