// node's own http2, step by step over one session: the requests of a step are made together, the
// next step begins when all of them have ended, however they did. What came of each, as JSON.
import http2 from 'node:http2';

const [origin, steps] = [process.argv[2], JSON.parse(process.argv[3])];
const session = http2.connect(origin);
const told = { answers: [], pushed: [], error: null };
session.on('error', error => { told.error = error.code; });
session.on('stream', (stream, headers) => {
  told.pushed.push(headers[':path']);
  stream.on('error', () => {});
  stream.resume();
});

function ask({ path = '/' }) {
  return new Promise(resolve => {
    const answer = { status: null, body: '' };
    const request = session.request({ ':path': path });
    request.on('response', fields => { answer.status = fields[':status']; });
    request.on('data', chunk => { answer.body += chunk.toString('latin1'); });
    request.on('error', () => {});
    request.on('close', () => resolve({ ...answer, code: request.rstCode }));
  });
}

for (const step of steps) {
  if (session.destroyed) break;
  told.answers.push(...await Promise.all(step.map(ask)));
}
session.destroy();
console.log(JSON.stringify(told));
