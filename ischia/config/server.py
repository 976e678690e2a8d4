"""How does gunicorn serve the clinic: threads in one process by default, no access log (it would hold addresses)?"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from gunicorn.app.base import BaseApplication

from ischia.clinic.messaging.api import WorkerThread

Application = Callable[..., Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where the server listens."""

    host: str
    port: int

    @classmethod
    def parse(cls, text: str) -> "Address":
        """`host:port`; raises ValueError when the port is missing or not a number."""
        host, separator, port = text.rpartition(":")
        if not separator or not host or not port.isdigit():
            message = f"{text!r} is not host:port, for example 127.0.0.1:8000"
            raise ValueError(message)
        return cls(host=host, port=int(port))

    @property
    def is_loopback(self) -> bool:
        return self.host in {"localhost", "[::1]"} or self.host.startswith("127.")

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"


class Server(BaseApplication):
    """gunicorn with our settings and no command line of its own."""

    def __init__(
        self,
        *,
        address: Address,
        workers: int,
        threads: int,
        load: Callable[[], Application],
        ready: Callable[[], None],
        with_worker: bool,
    ) -> None:
        self._settings: dict[str, Any] = {
            "bind": str(address),
            "workers": workers,
            "threads": threads,
            "worker_class": "gthread",
            "proc_name": "ischia",
            "loglevel": "warning",
            "accesslog": None,
            "graceful_timeout": 10,
            "when_ready": lambda _server: ready(),
        }
        if with_worker:
            self._settings |= _beside_the_pages(WorkerThread())
        self._load = load
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._settings.items():
            self.cfg.set(name, value)

    def load(self) -> Application:
        return self._load()


def _beside_the_pages(worker: WorkerThread) -> dict[str, Callable[..., None]]:
    """Hooks that let each serving process send messages and do what comes round while it serves.

    A thread costs no memory worth speaking of, and several do no harm. It starts when the process has split off and
    loaded the clinic; threads do not survive a split.
    """
    return {
        "post_worker_init": lambda _process: worker.start(),
        "worker_exit": lambda _server, _process: worker.stop(),
    }
