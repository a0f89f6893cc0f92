"""`request.server`: the configuration and the stash, as handler scripts see them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
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


SUBDOMAINS = ("www", "www1", "www2")


def default_config(
    doc_root: str,
    *,
    host: str = "localhost",
    https: Sequence[int] = (),
    http: Sequence[int] = (),
) -> Config:
    """The keys WPT's handlers ask for, for a server of one host name with these ports.

    WPT has a second domain and subdomains, for what is to be another origin. On a loopback
    address its other name serves as "alt", and names below localhost as subdomains.
    """
    alternate = "localhost" if host != "localhost" else "127.0.0.1"
    below = {name: f"{name}.localhost" for name in SUBDOMAINS}
    hosts = {"": {"": host, **below}, "alt": {"": alternate, **below}}
    names = {name for domain in hosts.values() for name in domain.values()}
    ports = {"http": [*http], "https": [*https], "h2": [*https], "ws": [], "wss": []}
    return Config(
        {
            "browser_host": host,
            "server_host": host,
            "alternate_hosts": {"alt": alternate},
            "doc_root": doc_root,
            "paths": {"doc_root": doc_root},
            "ports": ports,
            "domains": hosts,
            "not_domains": {"": {}, "alt": {}},
            "all_domains": hosts,
            "domains_set": names,
            "not_domains_set": set(),
            "all_domains_set": names,
            "subdomains": set(SUBDOMAINS),
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
