"""Where the steps run: the local process pool."""
