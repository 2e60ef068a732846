"""Is the plan being kept? Targets declared in YAML, joined with yearly statistics, judged and
shown.
"""
