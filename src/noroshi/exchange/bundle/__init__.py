"""The hand-over bundle: one encrypted file with a signed manifest, read completely or not at all."""
