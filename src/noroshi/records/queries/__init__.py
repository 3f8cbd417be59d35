"""What is read from the records for supervision: numbers over many rows, each from a fixed number of queries."""
