"""Which tables stand on a sheet, and what do its words mean?"""
