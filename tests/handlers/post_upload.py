def main(request, response):
    upload = request.POST.first(b"file")
    text = request.POST.first(b"text")
    return f"{upload.filename}|{upload.file.read()!r}|{upload.value!r}|{text!r}|{upload.type}"
