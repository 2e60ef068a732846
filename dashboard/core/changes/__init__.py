"""What does a new workbook or version change, and why?"""
