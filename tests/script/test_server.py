from __future__ import annotations

import pytest

from h2craft.script.server import Config, Environment, Server, default_config


def test_the_configuration_is_read_by_key_and_by_attribute() -> None:
    config = default_config("/root", host="example.test", https=[8443])
    assert config["browser_host"] == config.browser_host == "example.test"
    assert config.domains[""][""] == "example.test"
    assert config.ports["https"] == [8443] and config.ports["http"] == []
    assert "doc_root" in config and "missing" not in config
    assert set(config) == set(config.keys()) and len(config) == len(list(config))
    assert "example.test" in repr(config)


def test_cleartext_has_its_port_under_http() -> None:
    assert default_config("/", http=[80]).ports["http"] == [80]


def test_another_loopback_name_is_another_origin() -> None:
    assert default_config("/", host="127.0.0.1").domains["alt"][""] == "localhost"
    assert default_config("/", host="localhost").domains["alt"][""] == "127.0.0.1"
    assert default_config("/").domains[""]["www1"] == "www1.localhost"


def test_the_configuration_is_read_only() -> None:
    config = Config({"a": 1})
    with pytest.raises(ValueError, match="read-only"):
        config.a = 2
    with pytest.raises(KeyError):
        config["b"]
    with pytest.raises(AttributeError):
        config.b  # noqa: B018


def test_requests_of_one_server_share_their_stash() -> None:
    environment = Environment(default_config("/"))
    key = "0f7bd6a1-6f2d-4a3e-9b36-3f5f8b2f6c11"
    Server(environment, "/a").stash.put(key, 1, path="/b")
    assert Server(environment, "/b").stash.take(key) == 1
    assert Server(environment, "/b").config is environment.config
