"""Does the plan agree with itself and with the data?"""
