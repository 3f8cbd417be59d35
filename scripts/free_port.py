"""Ends with a sentence where a port of this machine cannot be served on, before anything else takes time."""

import socket
import sys

HIGHEST = 65_535


def main(text: str) -> None:
    """Bind the port once and give it back; exit 1 where it is taken, 2 where it is no port."""
    if not text.isascii() or not text.isdigit() or not 0 < int(text) <= HIGHEST:
        sys.stderr.write(f"PORT={text}: give a number from 1 to {HIGHEST}\n")
        raise SystemExit(2)
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", int(text)))
        except OSError as error:
            sys.stderr.write(f"port {text} cannot be used ({error.strerror}); end its user or give PORT=8001\n")
            raise SystemExit(1) from None


if __name__ == "__main__":
    main(sys.argv[1])
