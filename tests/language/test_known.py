from __future__ import annotations

from h2craft.actions import CloseHow, Hpack, Reply
from h2craft.language import VERBS, known
from h2craft.language.values import setting_value
from h2craft.language.verb import Kind
from h2craft.language.words import Value
from h2craft.wire import FLAGS, ErrorCode, FrameType, SettingId


def test_every_name_of_the_wire_has_its_sentence() -> None:
    assert list(known.CODES) == list(ErrorCode.__members__)
    assert list(known.SETTINGS) == list(known.SETTING_VALUES) == list(SettingId.__members__)
    assert list(known.TYPES) == list(FrameType.__members__)
    assert set(known.FLAGS) == {name for names in FLAGS.values() for name in names}
    assert set(known.CHOICES) >= {*Hpack, *CloseHow, *Reply}


def test_every_sentence_of_a_code_or_a_setting_names_its_section() -> None:
    for sentence in (*known.CODES.values(), *known.SETTINGS.values(), *known.TYPES.values()):
        assert "RFC " in sentence


def test_every_value_offered_is_one_that_is_read() -> None:
    for values in known.SETTING_VALUES.values():
        for text in values:
            setting_value(Value(text, 0, len(text), text))
    for verb in VERBS.values():
        for one in verb.parameters:
            if one.kind in (Kind.NUMBER, Kind.SECONDS):
                for text in known.NUMBERS.get(one.name, ()):
                    one.read(Value(text, 0, len(text), text))
