"""The commands of `python app.py`, and how they speak."""
