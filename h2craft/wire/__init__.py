"""Octets and their meaning: frames, payloads, HPACK, and how they are shown. Pure."""

from h2craft.wire import payloads
from h2craft.wire.frame import HEADER_LENGTH, Frame, decode_payload, frame_octets
from h2craft.wire.hpack import HeaderField, Representation
from h2craft.wire.names import (
    ACK,
    END_HEADERS,
    END_STREAM,
    FLAGS,
    PADDED,
    PRIORITY_FLAG,
    ErrorCode,
    FrameType,
    SettingId,
    error_code_name,
    flag_names,
    frame_type_name,
    parse_error_code,
    parse_flags,
    parse_frame_type,
    parse_setting_id,
    setting_name,
)
from h2craft.wire.payloads import Payload, Problem
from h2craft.wire.splitter import PREFACE, Piece, PieceKind, Splitter

__all__ = [
    "ACK",
    "END_HEADERS",
    "END_STREAM",
    "FLAGS",
    "HEADER_LENGTH",
    "PADDED",
    "PREFACE",
    "PRIORITY_FLAG",
    "ErrorCode",
    "Frame",
    "FrameType",
    "HeaderField",
    "Payload",
    "Piece",
    "PieceKind",
    "Problem",
    "Representation",
    "SettingId",
    "Splitter",
    "decode_payload",
    "error_code_name",
    "flag_names",
    "frame_octets",
    "frame_type_name",
    "parse_error_code",
    "parse_flags",
    "parse_frame_type",
    "parse_setting_id",
    "payloads",
    "setting_name",
]
