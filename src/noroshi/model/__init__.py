"""The nouns of a survey: frozen values without any input or output of their own."""
