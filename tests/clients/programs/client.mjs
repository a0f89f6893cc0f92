// node's own http2: a list of requests over one session, as JSON; what came of each, as JSON.
import fs from 'node:fs';
import http2 from 'node:http2';

const { origin, ca, requests } = JSON.parse(fs.readFileSync(0, 'utf8'));
const session = http2.connect(origin, ca ? { ca: fs.readFileSync(ca) } : {});
const pushed = {};
session.on('error', error => { console.error(error); process.exit(1); });
session.on('stream', (stream, headers) => {
  const chunks = [];
  stream.on('data', chunk => chunks.push(chunk));
  stream.on('end', () => { pushed[headers[':path']] = Buffer.concat(chunks).toString(); });
});

function ask({ method = 'GET', path, headers = {}, file, trailers }) {
  return new Promise((resolve, reject) => {
    const options = { endStream: !file, waitForTrailers: Boolean(trailers) };
    const request = session.request({ ':method': method, ':path': path, ...headers }, options);
    const told = { early: [], trailers: {} };
    const chunks = [];
    request.on('headers', fields => told.early.push(fields[':status']));
    request.on('response', fields => { told.status = fields[':status']; told.headers = { ...fields }; });
    request.on('trailers', fields => { told.trailers = { ...fields }; });
    request.on('wantTrailers', () => request.sendTrailers(trailers));
    request.on('data', chunk => chunks.push(chunk));
    request.on('error', reject);
    request.on('close', () => resolve({ ...told, body: Buffer.concat(chunks).toString('latin1') }));
    if (file) fs.createReadStream(file).pipe(request);
  });
}

const answers = await Promise.all(requests.map(ask));
const settings = session.remoteSettings;
session.close(() => console.log(JSON.stringify({ answers, pushed, settings })));
