"""Pages: the only place that knows Dash."""
