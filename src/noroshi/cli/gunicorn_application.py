"""The pages under gunicorn, in this process, on a socket that is already bound."""

import socket
from typing import Any

from gunicorn.app.base import BaseApplication


class Served(BaseApplication):  # type: ignore[misc]
    """Runs the application until it is told to stop; each worker process loads it anew."""

    def __init__(self, listener: socket.socket, workers: int, threads: int) -> None:
        self._settings = {
            "bind": f"fd://{listener.fileno()}",
            "workers": workers,
            "threads": threads,
            "worker_class": "gthread",
            "timeout": 120,
            "graceful_timeout": 20,
            "keepalive": 5,
            "loglevel": "warning",
            "errorlog": "-",
            "proc_name": "noroshi",
            "control_socket_disable": True,
            "worker_tmp_dir": None,
        }
        super().__init__()

    def load_config(self) -> None:
        """Take the settings; no file and no environment variable of gunicorn is read."""
        for name, value in self._settings.items():
            self.cfg.set(name, value)

    def load(self) -> Any:  # noqa: ANN401 a WSGI application
        """Return the application."""
        from noroshi.web.wsgi import application

        return application
