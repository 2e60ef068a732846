"""Is each promise kept? Values in force, the order of decision, what else must be said, and the
sentence.
"""
