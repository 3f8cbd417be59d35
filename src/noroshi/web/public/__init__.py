"""The public page as its own role: a separate process and database, without any record of the campaign."""
