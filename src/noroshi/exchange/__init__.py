"""What leaves the building and enters it as a file: call lists for a spreadsheet, and signed, encrypted bundles."""
