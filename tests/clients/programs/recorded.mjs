// node's own http2: GETs of all these paths at once over one session; what came of each, as JSON.
import fs from 'node:fs';
import http2 from 'node:http2';

const [base, ca, ...paths] = process.argv.slice(2);
const session = http2.connect(base, ca ? { ca: fs.readFileSync(ca) } : {});
const pushed = {};
session.on('error', error => { pushed.error = error.code; });
session.on('stream', (stream, headers) => {
  let body = '';
  stream.on('data', chunk => { body += chunk; });
  stream.on('end', () => { pushed[headers[':path']] = body; });
});

const ask = path => new Promise(resolve => {
  const told = { path, body: '' };
  const request = session.request({ ':path': path });
  request.on('response', fields => { told.status = fields[':status']; });
  request.on('data', chunk => { told.body += chunk; });
  request.on('error', error => { told.error = error.code; });
  request.on('close', () => resolve({ ...told, code: request.rstCode }));
});

const answers = await Promise.all(paths.map(ask));
session.close(() => console.log(JSON.stringify({ answers, pushed })));
