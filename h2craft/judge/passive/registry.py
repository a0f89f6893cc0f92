"""The passive checks in the catalogue's order. Knows nothing but their names."""

from __future__ import annotations

from h2craft.judge.passive import (
    compression,
    framing,
    heads,
    messages,
    opening,
    parting,
    replies,
    streams,
    tls,
    windows,
)
from h2craft.judge.passive.check import Check, Watch

WATCHES: tuple[type[Watch], ...] = (
    opening.Preface,
    opening.PrefaceEarly,
    opening.OwnSettingsLegal,
    opening.EnablePushOff,
    opening.DuplicateSettings,
    replies.AckCount,
    replies.PingAcks,
    framing.FlagsUnusedZero,
    framing.FrameSize,
    framing.ContiguousFieldBlock,
    streams.StreamIds,
    streams.StreamIdsDense,
    streams.Concurrency,
    streams.FramesOnClosed,
    streams.DataAfterEndStream,
    streams.RstAnsweredByRst,
    streams.RstOnIdle,
    windows.ObeysWindows,
    windows.WindowUpdateLegal,
    windows.CreditBalance,
    windows.CreditTooSmall,
    framing.NeedlessContinuation,
    framing.NoPushPromise,
    framing.PrioritySignals,
    heads.LowercaseNames,
    heads.ValuesValid,
    heads.NoConnectionFields,
    heads.PseudoFields,
    heads.Authority,
    heads.OptionsAsterisk,
    heads.ConnectFields,
    messages.TrailersSent,
    messages.ContentLengthSent,
    streams.EndsItsStreams,
    messages.CookieCrumbs,
    compression.EncoderSizeUpdate,
    compression.EncoderWithinLimit,
    compression.HuffmanPaddingSent,
    compression.NeverIndexed,
    compression.IndexingUsed,
    parting.GoawayCodeKnown,
    parting.GoawayLastStream,
    parting.ClosesPolitely,
    tls.Tls,
)

CHECKS: tuple[Check, ...] = tuple(watch.check for watch in WATCHES)
"""All of group E."""
