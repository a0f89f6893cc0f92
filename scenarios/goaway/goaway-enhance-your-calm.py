"""GOAWAY ENHANCE_YOUR_CALM with a reason in words, and the end.

The request's stream is named as the last one: something may have been done for it.

A good client reports the error, with its name, and does not hurry to try again. The words are
for people; they do not reach the terminal unescaped.

RFC 9113 6.8, 7, 10.5
Tags: goaway, error, debug-data
"""


def main(request, response):
    writer = response.writer
    writer.leave_open()
    writer.write_goaway(None, "ENHANCE_YOUR_CALM", "too_many_pings \x1b[31mand no patience")
    writer.close()
