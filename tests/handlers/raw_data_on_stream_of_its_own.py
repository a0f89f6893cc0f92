from hyperframe.frame import HeadersFrame


def main(request, response):
    writer = response.writer
    writer.write_raw_header_frame(
        [(":status", "200")],
        stream_id=request.h2_stream_id,
        end_headers=True,
        frame_cls=HeadersFrame,
    )
    writer.write_raw_data_frame(b"x" * 10, stream_id=request.h2_stream_id)
    writer.write_raw_data_frame(b"", request.h2_stream_id, True)
