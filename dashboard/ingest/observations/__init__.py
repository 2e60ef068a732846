"""What does each row and cell of a table give, and what is said of it?"""
