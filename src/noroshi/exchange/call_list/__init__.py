"""The call list: written for a spreadsheet, and read back as a plan in which every row is accounted for."""
