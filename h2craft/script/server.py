"""`request.server`: the configuration and the stash, as handler scripts see them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from h2craft.script.stash import Stash, StashStore


class Config(Mapping[str, Any]):
    """WPT's configuration, by key or by attribute; read-only."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.__dict__.update(values)

    if TYPE_CHECKING:

        def __getattr__(self, key: str) -> Any: ...

    def __getitem__(self, key: str) -> Any:
        return self.__dict__[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self.__dict__)

    def __len__(self) -> int:
        return len(self.__dict__)

    def __setattr__(self, key: str, value: object) -> None:
        raise ValueError("the configuration is read-only")

    def __repr__(self) -> str:
        return f"Config({self.__dict__!r})"


def default_config(
    doc_root: str, *, scheme: str = "https", host: str = "localhost", port: int = 0
) -> Config:
    """The keys WPT's handlers ask for, for a server of one host name and one port.

    `domains` has the host under the empty subdomain only: there are no others here.
    """
    hosts = {"": {"": host}}
    ports: dict[str, list[int]] = {"http": [], "https": [], "h2": [], "ws": [], "wss": []}
    ports["https" if scheme == "https" else "http"] = [port]
    ports["h2"] = [port]
    return Config(
        {
            "browser_host": host,
            "server_host": host,
            "alternate_hosts": {},
            "doc_root": doc_root,
            "paths": {"doc_root": doc_root},
            "ports": ports,
            "domains": hosts,
            "not_domains": {"": {}},
            "all_domains": hosts,
            "domains_set": {host},
            "not_domains_set": set(),
            "all_domains_set": {host},
            "subdomains": set(),
            "not_subdomains": set(),
            "check_subdomains": False,
            "bind_address": True,
            "aliases": [],
            "ssl_config": None,
            "logging": {"level": "INFO", "suppress_handler_traceback": False},
        }
    )


class Environment:
    """What all requests of one server share."""

    def __init__(self, config: Config, stash: StashStore | None = None) -> None:
        self.config = config
        self.stash = StashStore() if stash is None else stash


class Server:
    """The server as one request sees it."""

    def __init__(self, environment: Environment, path: str) -> None:
        self.config = environment.config
        self.stash = Stash(environment.stash, path)
