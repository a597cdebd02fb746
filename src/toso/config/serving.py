"""How the web server runs: gunicorn's own settings file. Where it listens is said on its command line."""

import socket
from typing import Any

DATA_WITHIN = 30  # seconds

workers = 2
threads = 4
worker_class = "gthread"
worker_tmp_dir = "/dev/shm"
graceful_timeout = 5
loglevel = "warning"
preload_app = True

# One queue for all processes: each takes only what its threads work on, and a connection goes when it is answered.
# A kept one would stay with the process that took it, and wait there while the other is idle.
worker_connections = threads
keepalive = 0


def when_ready(server: Any) -> None:
    """Browsers open connections in advance: they reach us with their first words, and take no thread before."""
    for listener in server.LISTENERS:
        listener.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_DEFER_ACCEPT, DATA_WITHIN)
