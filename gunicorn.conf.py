"""How gunicorn serves the front door: one process of 16 threads on SQLite, two on PostgreSQL."""

import gc
import ipaddress
import os
from typing import Any

from settings import read_settings

_settings = read_settings()

wsgi_app = "app:create_app()"
bind = os.environ.get("TSUNAGU_BIND", "127.0.0.1:8000")
worker_class = "gthread"
# Writers of one SQLite file stand in one line, so a second process would only make the line less fair.
workers = 1 if _settings.database_url.startswith("sqlite") else 2
threads = 16
# A webhook is answered within two seconds or not at all; the proxy in front reads slow clients for us.
timeout = 30
graceful_timeout = 10
keepalive = 15
limit_request_fields = 60
control_socket_disable = True  # it would lie open in the home folder
accesslog = None


def on_starting(server: Any) -> None:
    """Warn loudly when something is not set, or nothing stands between us and slow or hostile clients."""
    if missing := _settings.missing():
        server.log.warning("NOT READY FOR LINE: %s not set. `flask check` tells more.", ", ".join(missing))
    for address in server.cfg.address:
        host = address[0] if isinstance(address, tuple) else ""
        try:
            public = bool(host) and not ipaddress.ip_address(host).is_loopback
        except ValueError:
            public = host != "localhost"
        if public:
            server.log.warning(
                "BOUND TO %s: 400 slow connections stop this server. Put nginx in front (deploy/nginx.conf).",
                host,
            )


def post_worker_init(worker: Any) -> None:
    """Spare what is loaded from the search for rubbish, which stops all threads for a tenth of a second."""
    gc.freeze()
