"""Story out, drawn: a snapshot becomes plotly figures."""
