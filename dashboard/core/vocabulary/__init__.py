"""The words of the field: texts, units, periods and bounds, qualities, statuses, rule sets,
messages, roles.
"""
