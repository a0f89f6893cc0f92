"""httpx: one GET over TLS; status and body, or the exception, as JSON."""

import json
import ssl
import sys

import httpx

url, ca = sys.argv[1:]
told = {}
try:
    with httpx.Client(http2=True, verify=ssl.create_default_context(cafile=ca)) as client:
        answer = client.get(url)
    told = {"status": answer.status_code, "body": answer.text}
except Exception as error:
    told = {"error": type(error).__name__}
sys.stdout.write(json.dumps(told))
