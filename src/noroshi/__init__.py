"""noroshi: from public exposure data to the organisations whose VPN devices need an upgrade."""

__version__ = "0.1.0"
