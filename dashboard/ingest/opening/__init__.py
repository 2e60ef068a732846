"""How is a file opened without trusting it, and which cells does it hold?"""
