"""Which organisation uses the device: names, places, register evidence and its combination."""
