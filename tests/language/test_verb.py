from __future__ import annotations

from h2craft.language import VERBS, Kind, Parameter, Verb


def test_the_shape_is_made_of_the_parameters() -> None:
    assert VERBS["window"].shape == "window [STREAM] N"
    assert VERBS["ping"].shape == "ping [OCTETS...] [ack] [stream=STREAM]"
    assert VERBS["continuation"].shape == (
        "continuation [STREAM] [NAME=VALUE...] [no_end_headers] "
        "[hpack=shared|stateless|octets] [block=OCTETS]"
    )
    assert VERBS["close"].shape == "close [clean|half|reset|no-tls-close]"
    assert VERBS["raw"].shape.startswith("raw TYPE [STREAM] [OCTETS...] [flags=FLAG|FLAG]")


def test_a_flag_can_be_said_and_gainsaid() -> None:
    verb = Verb(
        name="x",
        sentence="",
        parameters=(Parameter(name="ack", kind=Kind.FLAG, sentence="", default=False),),
    )
    assert {word: on for word, (_, on) in verb.flags.items()} == {"ack": True, "no_ack": False}
    assert VERBS["headers"].named["end_headers"].word == "no_end_headers"


def test_a_verb_knows_which_parameter_takes_what_has_no_name_of_its_own() -> None:
    headers, data, settings = VERBS["headers"], VERBS["data"], VERBS["settings"]
    assert headers.collects and headers.collects.kind is Kind.FIELDS
    assert settings.collects and settings.collects.kind is Kind.SETTINGS
    assert data.octets and data.collects is None
    assert headers.octets is None  # block= is named
