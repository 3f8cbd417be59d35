"""Readers of public registers and lists: text in, register entries and aliases out. None knows another."""
