// expect: Agent.requests, BackendClient.agent
const http = require('http');
class BackendClient { constructor(port) { this.port = port; this.agent = new http.Agent({ maxSockets: 1, keepAlive: true }); } get(i) { return http.get({ port: this.port, path: '/' + i, agent: this.agent }, (r) => r.resume()).on('error', () => {}); } }
module.exports = (leak) => { const server = http.createServer((q, s) => { if (!leak) s.end('ok'); }).listen(0); server.unref(); let client; let i = 0;
  return { n: 60, warm: 6, act(n) { client = globalThis.backend ||= new BackendClient(server.address().port); for (let k = 0; k < n; k++) client.get(i++); }, async revert() { await new Promise((r) => setTimeout(r, 200)); } }; };
