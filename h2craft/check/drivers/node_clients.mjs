// JavaScript's HTTP/2 clients as drivers: node_clients.mjs NAME key=value...
// Runs in node, deno and bun. H2CRAFT_NODE_MODULES is the folder with the packages.
import fs from 'node:fs';
import process from 'node:process';
import { createRequire } from 'node:module';

const [name, ...words] = process.argv.slice(2);
const told = Object.fromEntries(words.filter(w => w.includes('=')).map(w => [w.slice(0, w.indexOf('=')), w.slice(w.indexOf('=') + 1)]));
const job = {
  url: told.url, other: told.other || told.url, method: told.method || 'GET', size: +(told.size || 0),
  requests: +(told.requests || 1), parallel: +(told.parallel || 1), slow: +(told.slow || 0) * 1000,
  cancel: +(told.cancel || 0) * 1000, timeout: +(told.timeout || 20) * 1000,
  push: told.push === '1', trailers: told.trailers === '1', asterisk: told.asterisk === '1', cookies: told.cookies === '1',
  tls: (told.url || '').startsWith('https:'), ca: told.cacert ? fs.readFileSync(told.cacert, 'utf8') : '',
};
const SHOWN = 1024;
const modules = (process.env.H2CRAFT_NODE_MODULES || process.cwd() + '/node_modules') + '/x.js';
const load = what => createRequire(modules)(what);
const packaged = what => JSON.parse(fs.readFileSync(modules.replace(/x\.js$/, what + '/package.json'))).version;
const body = job.size ? Buffer.alloc(job.size, '0123456789abcdef') : undefined;
const say = line => fs.writeSync(1, JSON.stringify(line) + '\n');
const sleep = ms => new Promise(done => setTimeout(done, ms));
const wordsOf = error => {
  const parts = [];
  for (let one = error; one && parts.length < 4; one = one.cause) parts.push(`${one.code || one.name}: ${one.message}`);
  return parts.join(' <- ').replace(/\n/g, ' ') || String(error) || 'failed';
};

class Answer {
  constructor(n) { this.n = n; this.status = null; this.fields = null; this.trailers = null; this.informational = null; this.shown = []; this.kept = 0; this.length = 0; this.told = false; }
  take(octets) {
    this.length += octets.length;
    if (this.kept < SHOWN) { const part = Buffer.from(octets.subarray(0, SHOWN - this.kept)); this.shown.push(part); this.kept += part.length; }
  }
  end(error = '', note = '') {
    if (this.told) return this.good;
    this.told = true;
    this.good = !error;
    say({ n: this.n, ok: !error, status: this.status, length: this.length, body: Buffer.concat(this.shown).toString('hex'),
      error: error || note, fields: this.fields, trailers: this.trailers, informational: this.informational });
    return this.good;
  }
}

const jar = new Map();
const cookie = () => (job.cookies && jar.size ? [...jar].map(([k, v]) => `${k}=${v}`).join('; ') : '');
const keep = values => { for (const v of values) { const [pair] = v.split(';'); jar.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)); } };
const pairs = object => Object.entries(object).flatMap(([k, v]) => (k.startsWith(':') ? [] : (Array.isArray(v) ? v : [v]).map(one => [k, String(one)])));
const address = n => (n % 2 ? job.other : job.url);

// ---- node:http2 itself, as a plain script uses it
const sessions = new Map();
async function session(http2, url) {
  const origin = new URL(url).origin;
  const kept = sessions.get(origin);
  if (kept && !kept.closed && !kept.destroyed) return kept;
  const made = http2.connect(origin, job.tls ? { ca: job.ca } : {});
  made.failed = '';
  made.on('error', error => { made.failed = wordsOf(error); });
  made.on('goaway', (code, last) => { made.gone = `GOAWAY ${code} last ${last}`; });
  made.on('stream', (pushed, fields) => {
    pushed.on('error', () => {});
    pushed.on('end', () => say({ pushed: fields[':path'] }));
    pushed.resume();
  });
  sessions.set(origin, made);
  return made;
}
async function http2Ask(n, answer) {
  const { default: http2 } = await import('node:http2');
  const url = new URL(address(n));
  const over = await session(http2, url.href);
  return await new Promise(done => {
    const connect = job.method === 'CONNECT';
    const head = connect ? { ':method': 'CONNECT', ':authority': url.host }
      : { ':method': job.method, ':path': job.asterisk ? '*' : url.pathname + url.search };
    if (cookie()) head.cookie = cookie();
    let ended = false, aborted = false, error = '';
    let stream;
    const fail = text => done(answer.end(text));
    try {
      stream = over.request(head, { endStream: !connect && !body && !job.trailers, waitForTrailers: job.trailers });
    } catch (failed) { fail(wordsOf(failed)); return; }
    const limit = setTimeout(() => { stream.close(http2.constants.NGHTTP2_CANCEL); fail('timeout'); }, job.timeout);
    if (job.cancel) setTimeout(() => { stream.close(http2.constants.NGHTTP2_CANCEL); fail('given up'); }, job.cancel);
    answer.informational = [];
    stream.on('headers', fields => answer.informational.push(fields[':status']));
    stream.on('response', (fields, flags, raw) => {
      answer.status = fields[':status'];
      answer.fields = pairs(fields);
      if (fields['set-cookie']) keep(fields['set-cookie']);
      const read = () => stream.on('data', octets => answer.take(octets));
      if (job.slow) setTimeout(read, job.slow); else read();
    });
    stream.on('trailers', fields => { answer.trailers = pairs(fields); });
    stream.on('aborted', () => { aborted = true; });
    stream.on('end', () => { ended = true; });
    stream.on('error', failed => { error = wordsOf(failed); });
    stream.on('close', () => {
      clearTimeout(limit);
      if (!error && (!ended || answer.status === null))
        error = over.failed || `closed without ${answer.status === null ? 'a response' : 'an end'}, code ${stream.rstCode}`;
      // A plain script that listens to 'end' and 'error' sees a success; the 'aborted' event is told.
      done(answer.end(error, aborted ? 'aborted' : ''));
    });
    stream.on('wantTrailers', () => stream.sendTrailers({ 'x-trailer': 'sent' }));
    if (connect) { stream.on('response', () => stream.end(body || 'through the tunnel\n')); } else if (body) stream.end(body); else if (job.trailers) stream.end('with trailers\n');
  });
}

// ---- fetch in its many forms
async function fetched(answer, ask) {
  const response = await ask;
  answer.status = response.status;
  answer.fields = [...response.headers];
  if (job.slow) await sleep(job.slow);
  if (response.body) for await (const octets of response.body) answer.take(octets);
}
const signal = () => AbortSignal.timeout(job.cancel || job.timeout);
const options = more => ({ method: job.method, body, signal: signal(), ...(cookie() ? { headers: { cookie: cookie() } } : {}), ...more });
const streamed = async (answer, status, fields, stream) => {
  answer.status = status;
  answer.fields = fields;
  if (job.slow) await sleep(job.slow);
  for await (const octets of stream) answer.take(octets);
};

let shared;
const clients = {
  http2: { ask: http2Ask, close: () => { for (const one of sessions.values()) one.close(); }, version: () => (process.versions.bun ? [`bun ${process.versions.bun}`, `bun ${process.versions.bun}`] : [`node ${process.versions.node}`, `nghttp2 ${process.versions.nghttp2}`]) },
  undici: {
    ask(n, answer) {
      const { fetch, Agent, H2CClient } = load('undici');
      shared ||= job.tls ? new Agent({ allowH2: true, connections: job.parallel > 1 ? 1 : undefined, pipelining: Math.max(job.parallel, 1), connect: { ca: job.ca } }) : new H2CClient(new URL(job.url).origin, { pipelining: Math.max(job.parallel, 1) });
      return fetched(answer, fetch(address(n), options({ dispatcher: shared })));
    },
    close: () => shared?.close(),
    version: () => [`undici ${packaged('undici')}`, `node ${process.versions.node}`],
  },
  undici_request: {
    async ask(n, answer) {
      const { request, Agent, H2CClient } = load('undici');
      shared ||= job.tls ? new Agent({ allowH2: true, connections: job.parallel > 1 ? 1 : undefined, pipelining: Math.max(job.parallel, 1), connect: { ca: job.ca } }) : new H2CClient(new URL(job.url).origin, { pipelining: Math.max(job.parallel, 1) });
      const response = await request(address(n), options({ dispatcher: shared }));
      answer.trailers = null;
      await streamed(answer, response.statusCode, pairs(response.headers), response.body);
      answer.trailers = pairs(response.trailers || {});
    },
    close: () => shared?.close(),
    version: () => [`undici ${packaged('undici')}`, `node ${process.versions.node}`],
  },
  got: {
    async ask(n, answer) {
      const { default: got } = await import(createRequire(modules).resolve('got'));
      const stream = got.stream(address(n), { method: job.method, body, http2: true, https: { certificateAuthority: job.ca }, timeout: { request: job.timeout }, retry: { limit: 0 }, throwHttpErrors: false, decompress: false, ...(cookie() ? { headers: { cookie: cookie() } } : {}) });
      stream.on('response', response => { answer.status = response.statusCode; answer.fields = pairs(response.headers); });
      if (job.slow) await sleep(job.slow);
      for await (const octets of stream) answer.take(octets);
    },
    version: () => [`got ${packaged('got')}`, `http2-wrapper ${packaged('http2-wrapper')}`],
  },
  axios: {
    async ask(n, answer) {
      const axios = load('axios');
      const response = await axios.request({ url: address(n), method: job.method, data: body, httpVersion: 2, http2Options: job.tls ? { ca: job.ca } : {}, timeout: job.timeout, validateStatus: () => true, responseType: 'stream', decompress: false });
      await streamed(answer, response.status, pairs(response.headers), response.data);
    },
    version: () => [`axios ${packaged('axios')}`, `node ${process.versions.node}`],
  },
  deno: {
    ask(n, answer) {
      shared ||= Deno.createHttpClient({ caCerts: job.ca ? [job.ca] : [], http1: false, http2: true });
      return fetched(answer, fetch(address(n), options({ client: shared })));
    },
    version: () => [`deno ${Deno.version.deno}`, `Rust h2 in deno ${Deno.version.deno}`],
  },
  bun: {
    ask: (n, answer) => fetched(answer, fetch(address(n), options({ protocol: 'http2', tls: { ca: job.ca } }))),
    version: () => [`bun ${Bun.version}`, `bun ${Bun.version}`],
  },
};

let latest;
async function one(n) {
  const answer = latest = new Answer(n);
  try {
    const made = await clients[name].ask(n, answer);
    return made === undefined ? answer.end() : made;
  } catch (error) { return answer.end(wordsOf(error)); }
}

async function lane(waiting) {
  let good = true;
  while (waiting.length) good = (await one(waiting.shift())) && good;
  return good;
}

// What nobody has caught ends the process: the request it came after is told of again.
process.on('uncaughtException', error => {
  if (latest) { latest.told = false; latest.end('uncaught ' + wordsOf(error)); }
  process.stderr.write('uncaught ' + wordsOf(error) + '\n');
  process.exit(1);
});
process.on('unhandledRejection', error => { process.stderr.write('unhandled ' + wordsOf(error) + '\n'); });
if (words[0] === 'version') {
  const [client, engine] = (clients[name].version)();
  say({ version: { client, engine } });
  process.exit(0);
}
const waiting = Array.from({ length: job.requests }, (_, n) => n);
const good = (await Promise.all(Array.from({ length: job.parallel }, () => lane(waiting)))).every(Boolean);
await Promise.race([clients[name].close?.(), sleep(500)]);
// What the client says in its last moment leaves before it does.
setTimeout(() => process.exit(good ? 0 : 1), 50);
