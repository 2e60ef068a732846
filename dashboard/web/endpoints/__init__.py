"""What answers besides pages: who may ask, what is sent again as it was, files, the API, other
sites.
"""
