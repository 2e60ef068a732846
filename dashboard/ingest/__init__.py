"""Data in: workbooks become observations, or issues with their cells."""

import os

# openpyxl takes lxml where it happens to be installed: what comes from outside is always read by
# the one parser that is tried here.
os.environ["OPENPYXL_LXML"] = "False"
