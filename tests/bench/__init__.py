"""How fast is it? `make bench` prints ratios measured in one run; nothing here is a test with a
stopwatch.
"""
