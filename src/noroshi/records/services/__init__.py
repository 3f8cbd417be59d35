"""What changes the records: one verb a module. Every change is one transaction and one entry of the audit chain."""
