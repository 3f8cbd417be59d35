"""The invented prefecture: every module here makes one part of the synthetic example from a fixed seed."""
