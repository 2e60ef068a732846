"""Data in: workbooks become observations, or issues with their cells."""
