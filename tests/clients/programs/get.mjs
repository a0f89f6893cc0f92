// node's own http2: one GET over cleartext, and all that happened to it, in order, as JSON.
import http2 from 'node:http2';

const url = new URL(process.argv[2]);
const told = { events: [], octets: 0, goaway: [] };
const session = http2.connect(url.origin);
session.on('error', error => told.events.push(error.code));
session.on('goaway', (code, last) => told.goaway.push([code, last]));
const request = session.request({ ':path': url.pathname + url.search });
request.on('headers', fields => told.events.push(fields[':status']));
request.on('response', fields => told.events.push(fields[':status']));
request.on('trailers', fields => { told.trailers = { ...fields }; });
request.on('data', chunk => { told.octets += chunk.length; });
request.on('error', error => told.events.push(error.code));
request.on('end', () => told.events.push('end'));
request.on('close', () => {
  told.code = request.rstCode;
  session.destroy();
});
session.on('close', () => console.log(JSON.stringify(told)));
