"""One reader per public source: raw record in, Observation or Rejection out."""
